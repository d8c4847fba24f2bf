import { expect, test } from "vitest";
import { type Draft, missingIn, rulingOf } from "./closing";

const draft = (changes: Partial<Draft>): Draft => ({
  classification: "true-positive",
  reason: null,
  category: null,
  comment: "",
  ...changes,
});

test("a true positive needs no more and carries its only reason", () => {
  expect(missingIn(draft({}))).toBeNull();
  expect(rulingOf(draft({ category: "load-test" }))).toEqual({
    status: "closed",
    classification: "true-positive",
    classificationReason: "suspicious-activity",
    category: null,
    comment: null,
  });
});

test("a benign positive needs the picture it fits", () => {
  expect(missingIn(draft({ classification: "benign-positive" }))).toMatch(/picture/);
  expect(missingIn(draft({ classification: "benign-positive", category: "load-test" }))).toBeNull();
});

test("a false positive also says whether the logic or the data was wrong", () => {
  const wrong = draft({ classification: "false-positive", category: "federation-malformed-upn" });
  expect(missingIn(wrong)).toMatch(/logic or the data/);
  expect(rulingOf({ ...wrong, reason: "inaccurate-data" })).toMatchObject({
    classificationReason: "inaccurate-data",
    category: "federation-malformed-upn",
  });
});

test("something else must be said in words", () => {
  const other = draft({ classification: "benign-positive", category: "other", comment: "  " });
  expect(missingIn(other)).toMatch(/comment/);
  expect(rulingOf({ ...other, comment: " HR batch " }).comment).toBe("HR batch");
});

test("undetermined has no reason", () => {
  expect(rulingOf(draft({ classification: "undetermined" })).classificationReason).toBeNull();
});
