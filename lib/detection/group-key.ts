import { createHash } from "node:crypto";
import type { Rule } from "./rule";

/** A group as it goes out: the rule's keys with their values. */
export function groupOf(rule: Pick<Rule, "groupKeys">, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(rule.groupKeys.map((key, index) => [key, keys[index] ?? ""]));
}

/**
 * What makes a group itself: the SHA-256 of its canonical JSON (keys sorted). A hash, because a user agent is
 * the prober's own text and may be longer than an index row can be.
 */
export function groupKeyOf(group: Record<string, string>): string {
  const entries = Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(entries)).digest("hex");
}
