import type { Span } from "./campaigns";
import type { Chance } from "./chance";
import type { ResetStep } from "./sign-in";
import type { Tenant } from "./tenant";

const HOUR = 3_600_000_000;
/** People a walk asks for: one below each threshold of RC-03, and at it. */
const WALKS = [9, 10, 24, 25, 40];
const RESET = "Reset password (self-service)";
const STEPS = [
  { activity: RESET, reason: "User is BLOCKED from resetting the password after too many tries" },
  { activity: RESET, reason: "The reset failed: the user did not finish the step" },
];
/** Part of every reset and counted by no rule. */
const QUIET = {
  activity: "Self-service password reset flow activity progress",
  reason: "User submitted their user ID",
};

/** Origins that walk the password reset for many people, an hour each; every step also leaves a quiet row. */
export function planResets(chance: Chance, tenant: Tenant, span: Span, budget: number): ResetStep[] {
  const steps: ResetStep[] = [];
  for (const [index, size] of WALKS.entries()) {
    if (steps.length + size * 2 > budget) break;
    const hour = span.from + chance.below(span.hours) * HOUR;
    const address = `198.19.0.${index + 1}`;
    const first = chance.below(tenant.people.length - size);
    for (const person of tenant.people.slice(first, first + size)) {
      const at = hour + chance.below(HOUR);
      const correlation = chance.uuid();
      for (const said of [QUIET, chance.pick(STEPS)]) {
        const id = `SSPR_${chance.uuid()}`;
        const { name, id: userId } = person;
        steps.push({
          kind: "reset-step",
          micros: at,
          tick: 0,
          id,
          correlation,
          name,
          userId,
          address,
          ...said,
        });
      }
    }
  }
  return steps;
}
