import { AppError } from "@/lib/errors";
import type { Ruling } from "./schema";
import {
  type AlertStatus,
  type Category,
  type Classification,
  type ClassificationReason,
  REASONS,
} from "./schema";

/** What humans say of an alert; `owner` is a user's id. */
export type Ruled = {
  status: AlertStatus;
  classification: Classification | null;
  classificationReason: ClassificationReason | null;
  category: Category | null;
  comment: string | null;
  owner: string | null;
};

const WORDS: Record<Classification, string> = {
  "true-positive": "A true positive",
  "benign-positive": "A benign positive",
  "false-positive": "A false positive",
  undetermined: "Undetermined",
};

/**
 * The state after a ruling: absent fields keep their value, what no longer fits a new classification goes.
 * @throws AppError `incomplete`, with a sentence that names what is missing or does not fit.
 */
export function mergedRuling(before: Ruled, ruling: Ruling): Ruled {
  const given = Object.fromEntries(Object.entries(ruling).filter(([, value]) => value !== undefined));
  const merged = { ...before, ...given } as Ruled;
  const { status, classification } = merged;
  if (status === "closed" && !classification) {
    throw new AppError(
      "incomplete",
      "Closing needs a classification: true-positive, benign-positive, false-positive or undetermined.",
    );
  }
  return {
    ...merged,
    classificationReason: reasonOf(classification, merged.classificationReason, ruling),
    category: categoryOf(classification, merged.category, ruling),
    comment: merged.comment?.trim() ? merged.comment : null,
  };
}

/** The only reason a classification has is filled in; with two of them one must be chosen. */
function reasonOf(
  classification: Classification | null,
  reason: ClassificationReason | null,
  asked: Ruling,
): ClassificationReason | null {
  const allowed: readonly ClassificationReason[] = classification ? REASONS[classification] : [];
  if (asked.classificationReason && !allowed.includes(asked.classificationReason)) {
    const what = classification ? WORDS[classification] : "No classification";
    const choice = allowed.length > 0 ? `takes the reason ${allowed.join(" or ")}` : "takes no reason";
    throw new AppError("incomplete", `${what} ${choice}, not ${asked.classificationReason}.`);
  }
  if (reason && allowed.includes(reason)) return reason;
  if (allowed.length > 1 && classification) {
    throw new AppError("incomplete", `${WORDS[classification]} needs its reason: ${allowed.join(" or ")}.`);
  }
  return allowed[0] ?? null;
}

/** Which benign picture it was; only what is benign or false can fit one. */
function categoryOf(
  classification: Classification | null,
  category: Category | null,
  asked: Ruling,
): Category | null {
  const isFitting = classification === "benign-positive" || classification === "false-positive";
  if (isFitting) return category;
  if (asked.category) {
    throw new AppError("incomplete", "A category goes with a benign positive or a false positive only.");
  }
  return null;
}
