import { Prisma } from "@/lib/db";
import { minutesCrossed } from "@/lib/time";
import { INVESTIGATE, RESPOND } from "./advice";
import { type HourRule, ratePerMinute } from "./rule";

type Threshold = "names" | "moderate" | "high";

/** One address, one client app and one agent ask for many names within a clock hour (the T1589.002 seed). */
export const RC_01: HourRule<Threshold> = {
  kind: "hour",
  id: "RC-01",
  version: 1,
  name: "Sign-in failures across many names",
  meaning:
    "Within one clock hour an address, with one client app and one user agent, was refused for many different account names. Somebody is reading a list of names to the directory and listening to how it says no.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "medium",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs (interactive, or not stated)"],
  requiredTables: ["SigninLogs"],
  logic:
    "Counts interactive sign-in rows with the codes 50034, 50053, 50055 or 50056 and a source address, by address, client app, user agent and UTC hour. A group with enough distinct names, as typed and with their case, is a detection. Its minutes are the minute boundaries between first and last row, plus one.",
  window: "one UTC clock hour, by the event's own time",
  reach: { back: 0, forward: 0 },
  groupKeys: ["ipAddress", "clientAppUsed", "userAgent"],
  thresholds: {
    names: { value: 10, meaning: "distinct names, as typed, that make a detection" },
    moderate: { value: 20, meaning: "names from which it is moderate" },
    high: { value: 50, meaning: "names from which it is of high confidence" },
  },
  least: "names",
  isInLedger: true,

  asked: (scope) => Prisma.sql`
    select tenant_id, origin_id, hour, array[o.value, c.client_app, c.user_agent] as keys,
           p.client_id, p.outcome_id, p.identity_id, i.name, c.app, u.code, p.attempts, p.first, p.last
    from (${scope}) as scope
    join probe p using (tenant_id, origin_id, hour)
    join origin o on o.id = p.origin_id
    join client c on c.id = p.client_id
    join outcome u on u.id = p.outcome_id
    join identity i on i.id = p.identity_id
    where u.vector = 'entra-signin'
      and u.code in ('50034', '50053', '50055', '50056')
      and o.value <> ''`,

  /** Minutes count the boundaries crossed plus one, so that a burst inside one minute lasts one. */
  judge({ names, first, last }, at) {
    const durationMinutes = minutesCrossed(first, last) + 1;
    const measures = { durationMinutes, ratePerMinute: ratePerMinute(names, durationMinutes) };
    if (names >= at.high) return { verdict: "High Confidence Enumeration", severity: "high", measures };
    if (names >= at.moderate) return { verdict: "Moderate Enumeration", severity: "medium", measures };
    return { verdict: "Low-Level Enumeration", severity: "low", measures };
  },

  falsePositives: [
    {
      category: "federation-malformed-upn",
      text: "A single sign-on or federation set-up sends user names in a broken form, so that every employee who signs in through it looks unknown. All names share one defect, and come from your own identity provider.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission runs a name-guessing tool. Nothing in the rows tells it apart: only the agreed addresses and dates do.",
    },
    {
      category: "provisioning-check",
      text: "A joiner-and-leaver job tries accounts before it makes or removes them. The names appear among the users added or deleted within a day.",
    },
    {
      category: "helpdesk-validation",
      text: "A reset portal or desk tool checks addresses while new people start. It runs in office hours, most names exist, and the same address also signs in successfully.",
    },
    {
      category: "load-test",
      text: "A load or integration test signs in with invented addresses. The names are numbered, and nobody in the directory is among them.",
    },
  ],
  guide: INVESTIGATE,
  playbook: RESPOND,
};
