import { expect, test } from "vitest";
import { CODES } from "@/lib/event/codes";
import { codeWords } from "./code-words";

const VECTOR: Record<string, string> = {
  "4768": "kerberos",
  "4771": "kerberos",
  "4776": "ntlm",
  "4624": "windows-logon",
  "4625": "windows-logon",
};

test("every code of Windows in the code table has words", () => {
  const ofWindows = CODES.filter(({ source }) => VECTOR[source] !== undefined);
  expect(ofWindows.length).toBeGreaterThan(20);
  expect(ofWindows.filter(({ source, code }) => codeWords(VECTOR[source] ?? "", code) === "")).toEqual([]);
});

test("codes of Entra keep the words of their log", () => {
  expect(codeWords("entra-signin", "50034")).toBe("");
});
