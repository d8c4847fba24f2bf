import Link from "next/link";
import { HIGHEST_FIRST } from "@/components/charts/scales";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { count } from "@/components/ui/utc";
import type { Overview } from "@/lib/insight/schema";

type Alerts = Overview["alerts"];

const sumOf = (tally: Alerts["new"]) => Object.values(tally ?? {}).reduce((sum, n) => sum + (n ?? 0), 0);

/** Counts that link to the very alerts they count. */
export function NewAlerts({ alerts }: { alerts: Alerts }) {
  return (
    <Block title="Alerts" note="by severity and state">
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col" className="num">
              New
            </th>
            <th scope="col" className="num">
              Active
            </th>
            <th scope="col" className="num">
              Closed
            </th>
          </tr>
        </thead>
        <tbody>
          {HIGHEST_FIRST.map((severity) => (
            <tr key={severity}>
              <th scope="row">
                <SeverityMark severity={severity} />
              </th>
              {(["new", "active", "closed"] as const).map((status) => {
                const n = alerts[status]?.[severity] ?? 0;
                return (
                  <td key={status} className={n ? "num" : "num t3"}>
                    {n ? (
                      <Link className="link" href={`/alerts?status=${status}&severity=${severity}`}>
                        {count(n)}
                      </Link>
                    ) : (
                      0
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {(["new", "active", "closed"] as const).map((status) => (
              <td key={status} className="num strong">
                {count(sumOf(alerts[status]))}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </Block>
  );
}
