import type { ResetStep, SignIn } from "../sign-in";

/** What an answer told, written down a second time: nothing here comes from the product. */
export const LEVELS = ["K1", "K0", "K2", "K3x", "K3", "K4", "K4n", "K5"] as const;
export type Level = (typeof LEVELS)[number];

export const ANSWERS: Record<Level, string> = {
  K0: "absent",
  K1: "nothing",
  K2: "hint",
  K3: "exists",
  K3x: "exists-unusable",
  K4: "password-known",
  K4n: "password-known",
  K5: "signed-in",
};

const BY_CODE: Record<number, Level> = {
  0: "K5",
  50034: "K0",
  50055: "K4",
  50056: "K3",
  50057: "K3x",
  50072: "K4n",
  50074: "K4",
  50076: "K4",
  50126: "K3",
  53003: "K4",
};
const WITH_PASSWORD_GRANT = new Set([500011, 700016]);

export const MALICIOUS =
  "Sign-in was blocked because it came from an IP address with malicious activity or has been used in malicious activity.";
const LOCKED = /too many times/;

const BY_REASON: [RegExp, Level][] = [
  [/^Successfully completed reset/, "K5"],
  [/presented with verification options|^User (started|completed)/, "K3"],
  [/insufficient authentication methods|not enabled for this user/, "K3"],
];

export function levelOf(row: SignIn | ResetStep): Level {
  if (row.kind === "reset-step") return BY_REASON.find(([text]) => text.test(row.reason))?.[1] ?? "K1";
  if (row.code === 50053) return row.reason === undefined || LOCKED.test(row.reason) ? "K2" : "K1";
  if (WITH_PASSWORD_GRANT.has(row.code)) return row.protocol === "ropc" ? "K4" : "K1";
  return BY_CODE[row.code] ?? "K1";
}

/** Whether a rule that counts names counts this one: noise and blocks of the address told nothing. */
export const isTelling = (row: SignIn | ResetStep): boolean => !["K1", "K5"].includes(levelOf(row));

/** The best that was learned of each account, in the order of the lattice. */
export function learnedOf(rows: readonly (SignIn | ResetStep)[]): Record<string, Level> {
  const best: Record<string, Level> = {};
  for (const row of rows) {
    const account = row.name.trim().toLowerCase();
    const [before, now] = [best[account], levelOf(row)];
    if (before === undefined || LEVELS.indexOf(now) > LEVELS.indexOf(before)) best[account] = now;
  }
  return best;
}
