import { expect, test } from "vitest";
import { csvOf } from "./csv";

test("a name that a spreadsheet would run as a formula is made text", () => {
  const csv = csvOf(
    ["name", "attempts"],
    [
      ["=cmd|'/c calc'!A1", 3],
      ["@anna", 1],
      ["-1+1", 2],
    ],
  );
  expect(csv).toBe("\uFEFFname,attempts\r\n'=cmd|'/c calc'!A1,3\r\n'@anna,1\r\n'-1+1,2\r\n");
});

test("quotes, commas and line breaks stay inside their cell", () => {
  expect(csvOf(["name"], [['a"b,c\nd']])).toBe('\uFEFFname\r\n"a""b,c\nd"\r\n');
});
