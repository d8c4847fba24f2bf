import { originWords } from "@/components/origins/origin-words";
import type { Alert, AlertStatus, Category, Classification, ClassificationReason } from "@/lib/alert/schema";

export const STATUS_WORD: Record<AlertStatus, string> = { new: "New", active: "Active", closed: "Closed" };

export const CLASSIFICATION_WORD: Record<Classification, string> = {
  "true-positive": "True positive",
  "benign-positive": "Benign positive",
  "false-positive": "False positive",
  undetermined: "Undetermined",
};

/** What closing as each means, for the one who chooses. */
export const CLASSIFICATION_MEANS: Record<Classification, string> = {
  "true-positive": "Somebody probed for accounts, and should not have",
  "benign-positive": "It happened as described, and it is expected here",
  "false-positive": "It did not happen as described",
  undetermined: "The data does not say",
};

export const REASON_WORD: Record<ClassificationReason, string> = {
  "suspicious-activity": "suspicious activity",
  "suspicious-but-expected": "suspicious but expected",
  "incorrect-logic": "incorrect alert logic",
  "inaccurate-data": "inaccurate data",
};

export const CATEGORY_WORD: Record<Category, string> = {
  "federation-malformed-upn": "Federation sends malformed names",
  "penetration-test": "Penetration test or red team",
  "provisioning-check": "Provisioning checks whether names are taken",
  "helpdesk-validation": "Helpdesk validates accounts",
  "load-test": "Load or integration test",
  "list-cycling-app": "Application walks through a list of users",
  "helpdesk-sspr": "Helpdesk resets passwords for others",
  "password-expiry-notifier": "Password-expiry notifier",
  "onboarding-sync": "Onboarding or directory sync",
  other: "Something else",
};

/** "1047" → "A-1047": what people say; the API says "1047". */
export const alertName = (id: string): string => `A-${id}`;

/** An alert about the logs themselves: nobody asked for anything. */
export const isAboutLogs = ({ entity }: Pick<Alert, "entity">) =>
  entity.kind === "rule" && entity.value === "RC-16";

/** Who asked, in a word or two: the address or machine, the network, the account; null where the log names nobody. */
export function askerOf({ entity, origin }: Pick<Alert, "entity" | "origin">): string | null {
  if (isAboutLogs({ entity })) return "the logs themselves";
  if (entity.kind === "origin") return origin === null ? null : originWords(origin);
  if (entity.kind === "campaign") return "many sources";
  return entity.kind === "rule" ? null : entity.value;
}

/** Whether its answers confirmed anybody, which is what somebody else can go on with. */
export const hasConfirmed = ({ confirmed }: Pick<Alert, "confirmed">) =>
  confirmed.exists + confirmed.passwordKnown + confirmed.signedIn > 0;

/** Whether one timeline holds all of it: an origin's, or that of the rows without an address. */
export const hasTimeline = ({ entity }: Pick<Alert, "entity">) =>
  entity.kind === "origin" || (entity.kind === "rule" && !isAboutLogs({ entity }));
