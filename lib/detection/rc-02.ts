import { Prisma } from "@/lib/db";
import { minutesCrossed } from "@/lib/time";
import { INVESTIGATE, RESPOND } from "./advice";
import { type HourRule, ratePerMinute } from "./rule";

type Threshold = "names" | "high" | "critical" | "notFound";

/** One address hears the same answer from one application for many names (the T1589 seed's sign-in arm). */
export const RC_02: HourRule<Threshold> = {
  kind: "hour",
  id: "RC-02",
  version: 1,
  name: "One answer for many names",
  meaning:
    "Within one clock hour an address got the same refusal from the same application for many different names. Refusals that differ between names sort a list into those who work here and those who do not. Rows without an address form a group of their own.",
  tactic: "Reconnaissance",
  technique: { id: "T1589", name: "Gather Victim Identity Information" },
  severity: "high",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs (interactive, or not stated)"],
  requiredTables: ["SigninLogs"],
  logic:
    "Counts interactive sign-in rows with the codes 50034, 50053, 50055, 50057, 50072 or 50076, by address (none is a group too), application, text of the result and UTC hour. A group with enough distinct names, as typed and with their case, is a detection. Its minutes are the minute boundaries between first and last row; none counts as one for the rate.",
  window: "one UTC clock hour, by the event's own time",
  reach: { back: 0, forward: 0 },
  groupKeys: ["ipAddress", "appDisplayName", "resultDescription"],
  thresholds: {
    names: { value: 15, meaning: "distinct names, as typed, that make a detection" },
    high: { value: 50, meaning: "names from which it is high" },
    critical: { value: 100, meaning: "names from which it is critical" },
    notFound: { value: 30, meaning: "rows of an unknown name (50034) that alone make it high" },
  },
  least: "names",
  isInLedger: true,

  asked: (scope) => Prisma.sql`
    select tenant_id, origin_id, hour, array[o.value, c.app, u.description] as keys,
           p.client_id, p.outcome_id, p.identity_id, i.name, c.app, u.code, p.attempts, p.first, p.last
    from (${scope}) as scope
    join probe p using (tenant_id, origin_id, hour)
    join origin o on o.id = p.origin_id
    join client c on c.id = p.client_id
    join outcome u on u.id = p.outcome_id
    join identity i on i.id = p.identity_id
    where u.vector = 'entra-signin'
      and u.code in ('50034', '50053', '50055', '50057', '50072', '50076')`,

  /** Minutes may be 0; only the divisor of the rate is lifted to 1. Not-found counts rows, not names. */
  judge({ names, codes, first, last }, at) {
    const durationMinutes = minutesCrossed(first, last);
    const notFoundCount = codes["50034"] ?? 0;
    const measures = {
      durationMinutes,
      ratePerMinute: ratePerMinute(names, Math.max(1, durationMinutes)),
      notFoundCount,
      lockedDisabledCount: (codes["50053"] ?? 0) + (codes["50057"] ?? 0),
    };
    if (names >= at.critical) return { verdict: "Critical", severity: "critical", measures };
    if (names >= at.high || notFoundCount >= at.notFound) {
      return { verdict: "High", severity: "high", measures };
    }
    return { verdict: "Medium", severity: "medium", measures };
  },

  falsePositives: [
    {
      category: "penetration-test",
      text: "A test that you ordered asks for names through the sign-in page or its interface. Compare address and time with what was agreed.",
    },
    {
      category: "list-cycling-app",
      text: "An old integration or a service account walks through a list of users and signs each one in. All names exist, and the same list comes back at every round.",
    },
    {
      category: "password-expiry-notifier",
      text: "A reminder job touches many accounts whose passwords have run out. Every name exists, and the list shrinks from day to day as people change their passwords.",
    },
    {
      category: "onboarding-sync",
      text: "A script checks a batch of new accounts while the directory synchronises. The names are hours old, and the source is your own synchronisation host.",
    },
  ],
  guide: INVESTIGATE,
  playbook: RESPOND,
};
