import Link from "next/link";
import { LearnedKey } from "@/components/charts/learned-bar";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import type { AccountReport } from "@/lib/insight/account-schema";

const STATUS = { new: "New", active: "Active", closed: "Closed" } as const;

/** What the rules made of those who asked, in the hours in which they asked for this account. */
export function AccountAlerts({ alerts }: Pick<AccountReport, "alerts">) {
  return (
    <Block title="Alerts of those who asked" note="in the hours in which they asked for this account">
      {alerts.length === 0 ? (
        <p className="body t2">No rule fired on an origin in an hour in which it asked for this account.</p>
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

export function AccountFacts({ report }: { report: AccountReport }) {
  return (
    <Block title="What it is called">
      <dl className="kv body">
        <dt>Account</dt>
        <dd>
          <PlainText text={report.account} />
        </dd>
        <dt>As typed</dt>
        <dd>
          {report.names.map((name) => (
            <div key={name}>
              <PlainText text={name} ifEmpty="(no name)" />
            </div>
          ))}
        </dd>
        <dt>Attempts</dt>
        <dd>
          <LearnedKey tally={report.byAnswer} />
        </dd>
      </dl>
    </Block>
  );
}
