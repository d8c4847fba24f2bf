import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kqlComplaints, kqlValue } from "@/test/kusto";
import { codesOf, kqlList, kqlString, kqlTime } from "./kql";

const HOSTILE = [
  'a"b',
  "a\\",
  '\\"',
  "'; drop table",
  "line\nbreak\r\n\ttab",
  "\u0000\u0007\u001b[2K",
  "right\u202eleft",
  "\u2028\u2029\u0085",
  "日本語 ü 😀 \u{e0041}",
  "```",
  "/* */ // comment",
  "\ud800",
  "",
];

describe("what a prober typed", () => {
  test.each(HOSTILE)("%j comes back from Kusto's own reading as it was", (text) => {
    expect(kqlValue(kqlString(text))).toBe(text);
  });

  test("comes back whatever it is, and leaves nothing behind its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const literal = kqlString(text);
        expect(kqlValue(literal)).toBe(text);
        expect(JSON.parse(literal)).toBe(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        expect(literal).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      }),
    );
  });

  test("stays one value in a query: nothing that follows it becomes an operator", () => {
    for (const text of HOSTILE) {
      const query = `let Names = ${kqlList([text, ...HOSTILE])};\nSigninLogs | where UserPrincipalName in (Names) or UserAgent == ${kqlString(text)}`;
      expect(kqlComplaints(query)).toEqual([]);
    }
  });

  test("as the store keeps it (a NUL byte as an escape) is asked for as the log had it", () => {
    expect(kqlValue(kqlString("a\ue0000000b"))).toBe("a\u0000b");
  });
});

test.each([
  ["SigninLogs | where NoSuchColumn == 1", "NoSuchColumn"],
  ["AADSignInLogs | take 1", "AADSignInLogs"],
  ["SigninLogs | summarize dcount( by IPAddress", "at"],
  ["SigninLogs | where CreatedDateTime == 'a' + 1", "at"],
  ['SigninLogs | where UserAgent == "half', "at"],
])("a broken query gets a complaint: %s", (query, word) => {
  const complaints = kqlComplaints(query);
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.join()).toContain(word);
});

test("times are UTC instants", () => {
  expect(kqlTime(new Date("2026-03-03T10:15:00.123Z"))).toBe("datetime(2026-03-03T10:15:00.123Z)");
});

test("code lists are the code table's, without codes that mean two things", () => {
  expect(codesOf("K0")).toEqual(["50034", "51004"]);
  expect(codesOf("K3", "K3x")).toEqual(expect.arrayContaining(["50126", "50056", "50057"]));
  expect(codesOf("K4", "K4n")).toEqual(expect.arrayContaining(["50055", "50072", "50076"]));
  expect([...codesOf("K1"), ...codesOf("K2"), ...codesOf("K4")]).not.toEqual(
    expect.arrayContaining(["50053"]),
  );
  expect(codesOf("K4")).not.toContain("700016");
});
