import { existingOf } from "@/components/charts/scales";
import { count, spanOf, utcMinute } from "@/components/ui/utc";
import { NO_ORIGIN } from "@/lib/detection/schema";
import type { OriginReport } from "@/lib/insight/schema";
import { OriginName } from "./origin-table";

const HOUR = 3_600_000;

/** "one name an hour" reads better than a count where the asking is slow and long. */
function paceOf({ attempts, firstSeen, lastSeen }: OriginReport): string {
  if (!firstSeen || !lastSeen) return "";
  const lasted = Date.parse(lastSeen) - Date.parse(firstSeen);
  if (lasted < 1000) return "";
  const perHour = attempts / (lasted / HOUR);
  const rate =
    perHour >= 60 ? `${count(Math.round(perHour / 60))} a minute` : `${count(Math.round(perHour))} an hour`;
  return ` over ${spanOf(lasted)}${attempts >= 10 && perHour >= 1 ? `, about ${rate}` : ""}`;
}

function Insiders({ report }: { report: OriginReport }) {
  const inside = report.namesByAnswer["signed-in"] ?? 0;
  if (inside === 0) return <> Nobody has ever signed in from here.</>;
  return (
    <>
      {" "}
      <b>
        {count(inside)} {inside === 1 ? "account has" : "accounts have"}
      </b>{" "}
      signed in from here.
    </>
  );
}

/** Who this is over time, in one sentence made from its own numbers. */
export function OriginStory({ report }: { report: OriginReport }) {
  const exists = existingOf(report.namesByAnswer);
  const who = report.origin === NO_ORIGIN ? "Rows without an address" : <OriginName origin={report.origin} />;
  if (report.attempts === 0) {
    return (
      <h1 className="story">{who} asked for nobody: only audit rows without an answer come from here.</h1>
    );
  }
  return (
    <h1 className="story">
      <b>{who}</b> asked for{" "}
      <b>
        {count(report.names)} {report.names === 1 ? "name" : "names"}
      </b>{" "}
      in {count(report.attempts)} {report.attempts === 1 ? "attempt" : "attempts"}
      {paceOf(report)}, since {report.firstSeen && utcMinute(report.firstSeen)}.{" "}
      {exists === 0
        ? "No answer confirmed an account."
        : `${count(exists)} of them ${exists === 1 ? "exists" : "exist"}.`}
      <Insiders report={report} />
    </h1>
  );
}
