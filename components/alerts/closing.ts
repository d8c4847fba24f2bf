import type { Category, Classification, ClassificationReason, Ruling } from "@/lib/alert/schema";
import { REASONS } from "@/lib/alert/schema";
import type { Choice } from "@/lib/insight/choice-schema";

/** What the dialog collects before an alert may be closed. */
export type Draft = {
  classification: Classification;
  reason: ClassificationReason | null;
  category: Category | null;
  comment: string;
};

/** Benign and false positives say which picture they fit, so that the next one is recognised. */
export const needsCategory = (classification: Classification): boolean =>
  classification === "benign-positive" || classification === "false-positive";

/** What is still missing, as a sentence; null when the draft can be sent. */
export function missingIn({ classification, reason, category, comment }: Draft): string | null {
  if (REASONS[classification].length > 1 && !reason) return "Choose what was wrong: the logic or the data.";
  if (needsCategory(classification) && !category) return "Choose the picture it fits.";
  if (category === "other" && comment.trim() === "") return "Say in the comment what it was instead.";
  return null;
}

/** The ruling a draft stands for: the only reason is filled in, a category that does not apply is cleared. */
export function rulingOf({ classification, reason, category, comment }: Draft): Ruling {
  const allowed: readonly ClassificationReason[] = REASONS[classification];
  return {
    status: "closed",
    classification,
    classificationReason: allowed.length > 1 ? reason : (allowed[0] ?? null),
    category: needsCategory(classification) ? category : null,
    comment: comment.trim() || null,
  };
}

/** What somebody picked, else what the data suggest: filled in to be looked at, never sent unseen. */
export const categoryOf = (picked: Category | null, suggested: Category | null): Category | null =>
  picked ?? suggested;

/** Why the picture is filled in, or what speaks against the one that was picked; nothing while it is not known. */
export function suggestionWords(
  choice: Pick<Choice, "pictures" | "suggested"> | undefined,
  category: Category | null,
): string | null {
  const picture = choice?.pictures.find((one) => one.category === category);
  if (!picture) return choice && choice.suggested === null ? "By the numbers no picture fits whole." : null;
  return picture.category === choice?.suggested
    ? `Suggested by the numbers. ${picture.words}`
    : picture.words;
}
