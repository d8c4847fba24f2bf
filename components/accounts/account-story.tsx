import type { ANSWER } from "@/components/charts/scales";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute } from "@/components/ui/utc";
import { NO_ORIGIN } from "@/lib/detection/schema";
import type { AccountReport } from "@/lib/insight/account-schema";

export function AccountName({ account }: { account: string }) {
  return account === NO_ORIGIN ? <i>the empty name</i> : <PlainText text={account} />;
}

const LEARNED: Record<keyof typeof ANSWER, string> = {
  nothing: "no answer told anything about it",
  absent: "every answer said that there is no such account",
  hint: "the best answer was a weak sign that it exists",
  "exists-unusable": "an answer said that it exists but cannot be used",
  exists: "an answer said that it exists",
  "password-known": "an answer said that the password was right",
  "signed-in": "somebody signed in",
};

/** Who asked for this account and what they got, in one sentence made from its own numbers. */
export function AccountStory({ report }: { report: AccountReport }) {
  const { answer, attempts, originCount, firstSeen, lastSeen } = report;
  if (!answer || !firstSeen || !lastSeen) {
    return (
      <h1 className="story">
        Nobody asked for{" "}
        <b>
          <AccountName account={report.account} />
        </b>
        : only audit rows name it, and they answer nobody.
      </h1>
    );
  }
  return (
    <h1 className="story">
      <b>
        {count(originCount)} {originCount === 1 ? "origin" : "origins"}
      </b>{" "}
      asked for{" "}
      <b>
        <AccountName account={report.account} />
      </b>{" "}
      in {count(attempts)} {attempts === 1 ? "attempt" : "attempts"}, first on {utcMinute(firstSeen)} and last
      on {utcMinute(lastSeen)}; <b>{LEARNED[answer]}</b>.
    </h1>
  );
}
