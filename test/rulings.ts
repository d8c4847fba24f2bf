import type { Actor } from "@/lib/access/schema";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { ruleAlert } from "@/lib/alert/write";

export const ANALYST: Actor = { kind: "user", id: "u1", name: "Inês", scopes: ["read", "triage"] };

/** Rules on every alert there is, some closed, some under way; returns the comments, by which rulings are known. */
export async function ruleOnAll(name: string): Promise<string[]> {
  const { items } = await listAlerts(SYSTEM, { sort: "first-seen", limit: 1000 });
  const made: string[] = [];
  for (const [turn, { id, version }] of items.entries()) {
    const comment = `${name} ${turn}`;
    const closing = { status: "closed", classification: "true-positive" } as const;
    await ruleAlert(ANALYST, id, version, { ...(turn % 2 === 0 ? closing : { status: "active" }), comment });
    made.push(comment);
  }
  return made;
}
