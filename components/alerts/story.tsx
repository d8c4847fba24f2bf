import { existingOf } from "@/components/charts/scales";
import { PlainText } from "@/components/ui/plain-text";
import { count, spanOf } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import type { Tally } from "@/lib/insight/schema";
import { askerOf } from "./words";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** Who asked: the address, or what stands for it where the log has none. */
function Asker({ alert }: { alert: Alert }) {
  const asker = askerOf(alert);
  if (!asker) return <b>Somebody without an address in the log</b>;
  return (
    <b>
      <PlainText text={asker} />
    </b>
  );
}

function Learned({ tally }: { tally: Tally }) {
  const exists = existingOf(tally);
  const passwords = tally["password-known"] ?? 0;
  const sessions = tally["signed-in"] ?? 0;
  if (exists === 0) return <> None of these answers confirmed an account.</>;
  return (
    <>
      {" "}
      <span className="learn" style={{ color: "var(--answer-exists)" }}>
        {count(exists)} {plural(exists, "exists", "exist")}
      </span>
      {passwords > 0 && (
        <>
          , and it learned{" "}
          <span className="learn" style={{ color: "var(--answer-password-known)" }}>
            {count(passwords)} {plural(passwords, "password", "passwords")}
          </span>
        </>
      )}
      {sessions > 0 && (
        <>
          {passwords > 0 ? " and " : ", and it "}
          <span className="learn" style={{ color: "var(--answer-signed-in)" }}>
            signed in
          </span>{" "}
          as {count(sessions)}
        </>
      )}
      .
    </>
  );
}

/** What happened, in one sentence made from the alert's own numbers. */
export function Story({ alert }: { alert: Alert }) {
  if (alert.detections.length === 0) {
    return <h1 className="story">No rows support this alert any more. It is kept for what people ruled.</h1>;
  }
  const isReset = alert.rules.length > 0 && alert.rules.every((rule) => rule === "RC-03");
  const lasted = Date.parse(alert.lastSeen) - Date.parse(alert.firstSeen);
  return (
    <h1 className="story">
      <Asker alert={alert} /> {isReset ? "tried the password reset of" : "asked for"}{" "}
      <b>
        {count(alert.names)} {plural(alert.names, "name", "names")}
      </b>{" "}
      in {count(alert.attempts)} {plural(alert.attempts, "attempt", "attempts")}
      {lasted >= 1000 && <> over {spanOf(lasted)}</>}.
      <Learned tally={alert.learned} />
    </h1>
  );
}
