import { AlertsOf } from "@/components/alerts/alerts-of";
import { LearnedKey } from "@/components/charts/learned-bar";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import type { AccountReport } from "@/lib/insight/account-schema";

/** What the rules made of those who asked, in the hours in which they asked for this account. */
export function AccountAlerts({ alerts }: Pick<AccountReport, "alerts">) {
  return (
    <Block title="Alerts of those who asked" note="in the hours in which they asked for this account">
      {alerts.length === 0 ? (
        <p className="body t2">No rule fired on an origin in an hour in which it asked for this account.</p>
      ) : (
        <AlertsOf alerts={alerts} />
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
