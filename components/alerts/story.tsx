"use client";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { existingOf } from "@/components/charts/scales";
import { PlainText } from "@/components/ui/plain-text";
import { count, spanOf, utcMinute } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { usesOptions } from "@/lib/insight/guide-api";
import type { Tally } from "@/lib/insight/schema";
import { askerOf, isAboutLogs } from "./words";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** Who asked: the address, or what stands for it where the log has none. */
function Asker({ alert }: { alert: Alert }) {
  const asker = askerOf(alert);
  if (!asker) return <b>Somebody without an address in the log</b>;
  if (alert.entity.kind === "campaign") return <b>Many sources together</b>;
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

/** Rules that look at password resets alone. */
const RESETS = new Set(["RC-03", "RC-11"]);
/** Rules that look at what others found: no way of asking of their own. */
const LATER = new Set(["RC-08", "RC-10"]);

/** Nobody asked for anything: the logs have a gap, or say what nobody knows. */
function AboutLogs({ alert }: { alert: Alert }) {
  const places = alert.detections.length;
  return (
    <h1 className="story">
      <b>{alert.title}</b>, {places === 1 ? "once" : `${count(places)} times`} in these days. What happened
      meanwhile cannot be seen, and no alert means nothing for it.
    </h1>
  );
}

const MOST_NAMED = 2;

/** Whom somebody signed in as afterwards: what a rule says of the accounts that were found out. */
function Used({ alertId }: { alertId: string }) {
  const { data } = useQuery(usesOptions(alertId));
  const used = data?.items.filter(({ answer, way }) => answer === "signed-in" && way === "own source") ?? [];
  const [first] = used;
  if (!first) return null;
  const more = used.length - MOST_NAMED;
  return (
    <>
      {" "}
      Then it{" "}
      <span className="learn" style={{ color: "var(--answer-signed-in)" }}>
        signed in
      </span>{" "}
      as{" "}
      {used.slice(0, MOST_NAMED).map(({ account }, index) => (
        <Fragment key={account}>
          {index > 0 && ", "}
          <b>
            <PlainText text={account} />
          </b>
        </Fragment>
      ))}
      {more > 0 && ` and ${count(more)} more`}, first on {utcMinute(first.at)}.
    </>
  );
}

/** What happened, in one sentence made from the alert's own numbers. */
export function Story({ alert }: { alert: Alert }) {
  if (alert.detections.length === 0) {
    return <h1 className="story">No rows support this alert any more. It is kept for what people ruled.</h1>;
  }
  if (isAboutLogs(alert)) return <AboutLogs alert={alert} />;
  const ways = alert.rules.filter((rule) => !LATER.has(rule));
  const isReset = ways.length > 0 && ways.every((rule) => RESETS.has(rule));
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
      {alert.rules.includes("RC-10") && <Used alertId={alert.id} />}
    </h1>
  );
}
