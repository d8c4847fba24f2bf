import fc from "fast-check";
import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { shownJson, shownText, storedText } from "./stored-text";

const store = databaseForFile();

const unit = fc.constantFrom("\0", "\ue000", "\ud800", "\udc00", "😀", "a", "0", "É", "\ue0000000");
const hostile = fc.array(fc.oneof(unit, fc.string({ unit: "binary" }))).map((parts) => parts.join(""));

test("any text comes back from Postgres as it went in", async () => {
  const texts = fc.sample(hostile, 300);
  const { rows } = await store().pool.query<{ text: string }>(
    "select text from unnest($1::text[]) with ordinality as t (text, n) order by n",
    [texts.map(storedText)],
  );
  expect(rows.map(({ text }) => shownText(text))).toEqual(texts);
});

test("different texts stay different, and ordinary text stays itself", () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => a === b || storedText(a) !== storedText(b)),
    { numRuns: 1000 },
  );
  expect(storedText("Anna.Müller@example.org 😀")).toBe("Anna.Müller@example.org 😀");
});

test("an answer gives names back as the log had them, in every depth", () => {
  const name = "a\u0000b\ue000";
  expect(JSON.parse(shownJson({ items: [{ names: [storedText(name)] }] }))).toEqual({
    items: [{ names: [name] }],
  });
});
