import { expect, test } from "vitest";
import { visibleRuns, visibleText } from "./visible-text";

test("a right-to-left override is spelled out instead of turning the name around", () => {
  expect(visibleRuns("anna\u202Eexe.nimda")).toEqual([
    { text: "anna", isEscaped: false },
    { text: "U+202E", isEscaped: true },
    { text: "exe.nimda", isEscaped: false },
  ]);
});

test("zero-width, control, no-break and tag characters are spelled out", () => {
  expect(visibleText("a\u200Bb\u0000c\nd\u00A0e\u{E0041}f")).toBe(
    "a⟨U+200B⟩b⟨U+0000⟩c⟨U+000A⟩d⟨U+00A0⟩e⟨U+E0041⟩f",
  );
});

test("a lone surrogate and a variation selector are spelled out", () => {
  expect(visibleText("x\uD800y\uFE0F")).toBe("x⟨U+D800⟩y⟨U+FE0F⟩");
});

test("spaces at the ends are spelled out, spaces between words are not", () => {
  expect(visibleText(" Inês Duarte ")).toBe("⟨U+0020⟩Inês Duarte⟨U+0020⟩");
});

test("letters of every script and emoji pass as they are", () => {
  const names = ["Ж. Ңурлан", "李小龍", "محمد", "jöhn+tag@contoso.example", "a🙂b"];
  expect(names.map(visibleText)).toEqual(names);
});

test("an empty text has no runs", () => {
  expect(visibleRuns("")).toEqual([]);
});
