import { expect, test } from "vitest";
import { graphRecord, logFolder, readWhole } from "@/test/log-files";
import { INVALID, VALID } from "./constructs";

const write = logFolder();

const cases = (of: Record<string, string[]>) =>
  Object.entries(of).flatMap(([kind, texts]) => texts.map((text): [string, string] => [kind, text]));

const head = JSON.stringify(graphRecord({ id: "first" }));
const tail = JSON.stringify(graphRecord({ id: "last" }));
const holding = (text: string) => `${JSON.stringify(graphRecord({ id: "case" })).slice(0, -1)},"x":${text}}`;
const MORE = ["more", "more", "more"];
const ids = (rows: Awaited<ReturnType<typeof readWhole>>["rows"]) =>
  rows.map((row) => (row.ok ? row.event.nativeId : row.as));
/** More good lines than a broken construct makes bad ones, or the file is taken for values instead of lines. */
const more = `${JSON.stringify(graphRecord({ id: "more" }))}\n`.repeat(3);
const layouts = (record: string) => [`${head}\n${record}\n${tail}\n${more}`, `[${head},${record},${tail}]`];

test("every construct of RFC 8259 is accepted, in a line and in a list", async () => {
  expect(cases(VALID).length).toBeGreaterThan(65);
  for (const [kind, text] of cases(VALID)) {
    const record = holding(text);
    expect(() => JSON.parse(record), `${kind}: ${text}`).not.toThrow();
    for (const layout of layouts(record.replace(/[\r\n]/g, " "))) {
      const { rows, error } = await readWhole(write(layout));
      expect(error, `${kind}: ${text}`).toBeNull();
      expect(ids(rows).slice(0, 3), `${kind}: ${text}`).toEqual(["first", "case", "last"]);
    }
  }
});

test("what RFC 8259 does not allow is rejected with its place or ends the file with its byte", async () => {
  expect(cases(INVALID).length).toBeGreaterThan(120);
  for (const [kind, text] of cases(INVALID)) {
    const record = holding(text);
    expect(() => JSON.parse(record), `${kind}: ${text}`).toThrow();
    const [lines = "", list = ""] = layouts(record);
    const inLine = await readWhole(write(lines));
    expect(inLine.error, `${kind}: ${text}`).toBeNull();
    // A construct with a line break in it makes two lines of its record.
    const broken = record.split("\n").map(() => "rejected");
    expect(ids(inLine.rows), `${kind}: ${text}`).toEqual(["first", ...broken, "last", ...MORE]);
    expect(inLine.rows.every((row) => row.ok || row.reason !== "")).toBe(true);
    const inList = await readWhole(write(list));
    const isTold = inList.error === null ? ["first", "rejected", "last"] : ["first"];
    expect(ids(inList.rows).slice(0, isTold.length), `${kind}: ${text}`).toEqual(isTold);
    expect(ids(inList.rows), `${kind}: ${text}`).not.toContain("case");
    if (inList.error) expect(inList.error.message, `${kind}: ${text}`).toMatch(/at byte \d+/);
  }
});

test("a file that is nothing but one construct holds no event, whatever it is", async () => {
  let refused = 0;
  for (const [kind, text] of [...cases(VALID), ...cases(INVALID)]) {
    const found = await readWhole(write(text)).catch((error: Error) => error);
    if (found instanceof Error) {
      expect(found, `${kind}: ${text}`).toMatchObject({ name: "AppError", code: "unsupported" });
      refused += 1;
    } else expect(ids(found.rows), `${kind}: ${text}`).toEqual(found.rows.map(() => "rejected"));
  }
  // An empty list is an empty page, and a valid answer.
  expect(refused).toBeGreaterThan(180);
});
