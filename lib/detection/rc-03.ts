import { Prisma } from "@/lib/db";
import { INVESTIGATE_RESET, RESPOND } from "./advice";
import type { HourRule } from "./rule";

type Threshold = "names" | "high";

/** The operations and words of the seed: operations in their own case, words in any. */
const COUNTS = Prisma.sql`
  u.vector = 'sspr'
  and u.operation in ('Reset password (self-service)', 'Self-service password reset flow activity',
                      'Verify email address phone number')
  and (position('blocked' in lower(u.description)) > 0 or position('failed' in lower(u.description)) > 0
       or position('verify' in lower(u.activity)) > 0)`;

/** One address walks the password reset for many people (the T1589 seed's second arm). */
export const RC_03: HourRule<Threshold> = {
  kind: "hour",
  id: "RC-03",
  version: 1,
  name: "Password reset walked for many people",
  meaning:
    "Within one clock hour an address set off failed, blocked or verifying password-reset steps for many different people. The reset pages tell a stranger who exists and which second factors they have. Kept for comparison with the rule it comes from: two of the three operations it names are not in Microsoft's list, so silence here proves little.",
  tactic: "Reconnaissance",
  technique: { id: "T1589", name: "Gather Victim Identity Information" },
  severity: "high",
  confidence: "medium",
  dataSources: ["Entra ID audit logs (self-service password reset)"],
  requiredTables: ["AuditLogs"],
  logic:
    "Counts audit rows of the three operations Reset password (self-service), Self-service password reset flow activity and Verify email address phone number, spelt exactly so, whose reason contains blocked or failed or whose activity contains verify in any case, by source address and UTC hour. A group with enough distinct people is a detection; rows that name nobody count as one person.",
  window: "one UTC clock hour, by the event's own time",
  reach: { back: 0, forward: 0 },
  groupKeys: ["ipAddress"],
  thresholds: {
    names: { value: 10, meaning: "distinct people asked for that make a detection" },
    high: { value: 25, meaning: "people from which it is high" },
  },
  least: "names",
  isInLedger: false,

  /**
   * The ledger leaves out what signed somebody in, and a completed reset is such an answer: where one also
   * fits the words above it is counted from the events. Hardly any log has such an outcome, and without one
   * no event is read; `offset 0` keeps the planner from sorting all of them for outcomes that it expects.
   */
  asked: (scope) => Prisma.sql`
    select tenant_id, origin_id, hour, array[o.value] as keys,
           p.client_id, p.outcome_id, p.identity_id, i.name, null::text as app, 'SSPR' as code,
           p.attempts, p.first, p.last
    from (
      select tenant_id, origin_id, hour, p.client_id, p.outcome_id, p.identity_id, p.attempts, p.first, p.last
      from (${scope}) as scope
      join probe p using (tenant_id, origin_id, hour)
      join outcome u on u.id = p.outcome_id
      where ${COUNTS}
      union all
      select scope.tenant_id, scope.origin_id, scope.hour, e.client_id, u.id, e.identity_id,
             count(*)::int, min(e.at), max(e.at)
      from (${scope}) as scope
      join outcome u on u.answer = 'signed-in' and ${COUNTS}
      cross join lateral (
        select client_id, identity_id, at from event
        where tenant_id = scope.tenant_id and origin_id = scope.origin_id and outcome_id = u.id
          and at >= scope.hour and at < scope.hour + interval '1 hour'
        offset 0
      ) e
      group by scope.tenant_id, scope.origin_id, scope.hour, e.client_id, u.id, e.identity_id
    ) p
    join origin o on o.id = p.origin_id
    join identity i on i.id = p.identity_id
    where o.value <> ''`,

  /** The seed measures no time here: its table says 0 minutes at a rate of 0, and so do the measures. */
  judge({ names }, at) {
    const measures = { durationMinutes: 0, ratePerMinute: 0 };
    if (names >= at.high) return { verdict: "High", severity: "high", measures };
    return { verdict: "Medium", severity: "medium", measures };
  },

  falsePositives: [
    {
      category: "penetration-test",
      text: "A test that you ordered walks the reset pages. Compare address and time with what was agreed.",
    },
    {
      category: "helpdesk-sspr",
      text: "Your help desk, or its tool, looks up whether people can reset their passwords. The address is the desk's, the hour is an office hour, and most walks are finished.",
    },
    {
      category: "onboarding-sync",
      text: "A script checks the reset registration of new people in bulk. All of them were added to the directory lately.",
    },
  ],
  guide: INVESTIGATE_RESET,
  playbook: RESPOND,
};
