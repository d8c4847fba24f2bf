import Link from "next/link";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";

const STATUS = { new: "New", active: "Active", closed: "Closed" } as const;

/** What the rules made of this origin. */
export function OriginAlerts({ alerts }: { alerts: Alert[] }) {
  return (
    <Block title="Alerts from here">
      {alerts.length === 0 ? (
        <p className="body t2">
          No rule fired on this origin. That is no verdict: a slow or spread probe stays under hourly
          thresholds.
        </p>
      ) : (
        <table className="tbl">
          <tbody>
            {alerts.map(({ id, severity, title, status, lastSeen }) => (
              <tr key={id} className="row-link">
                <td>
                  <SeverityMark severity={severity} />
                </td>
                <td>
                  <Link className="cover" href={`/alerts/${id}`}>
                    A-{id} <PlainText text={title} />
                  </Link>
                </td>
                <td className="t2">{STATUS[status]}</td>
                <td className="num t2 wide">{utcMinute(lastSeen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Block>
  );
}
