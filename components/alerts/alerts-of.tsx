import Link from "next/link";
import { SeverityMark } from "@/components/charts/severity-mark";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { alertName, STATUS_WORD } from "./words";

type Row = Pick<Alert, "id" | "severity" | "title" | "status" | "lastSeen">;

/** A few alerts, each a line that opens it: those of an origin, of an account. */
export function AlertsOf({ alerts }: { alerts: readonly Row[] }) {
  return (
    <table className="tbl">
      <tbody>
        {alerts.map(({ id, severity, title, status, lastSeen }) => (
          <tr key={id} className="row-link">
            <td>
              <SeverityMark severity={severity} />
            </td>
            <td>
              <Link className="cover" href={`/alerts/${id}`}>
                {alertName(id)} <PlainText text={title} />
              </Link>
            </td>
            <td className="t2">{STATUS_WORD[status]}</td>
            <td className="num t2 wide">{utcMinute(lastSeen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
