import { expect, test } from "vitest";
import { graphRecord, logFolder, readWhole } from "@/test/log-files";

const write = logFolder();

/** Values that RFC 8259 allows, by its sections: what every parser has to accept. */
const VALID: Record<string, string[]> = {
  "literal names (3)": ["true", "false", "null"],
  "objects (4)": [
    "{}",
    '{"":0}',
    '{"a":{"b":{}}}',
    '{"a":1,"a":2}',
    '{"a" : [ ] }',
    '{"\\u0000":0}',
    '{"__proto__":[]}',
  ],
  "arrays (5)": ["[]", "[[]]", "[ 1 , 2 ]", '[null,1,"1",{}]', "[[[[[[[[[[]]]]]]]]]]", "[1,\t2,\r3,4]"],
  "numbers (6)": [
    ...[
      "0",
      "-0",
      "1",
      "-1",
      "10",
      "123456789",
      "0.1",
      "-0.1",
      "0.000",
      "1e1",
      "1E1",
      "1e+1",
      "1e-1",
      "-1.5e+10",
    ],
    ...[
      "1E22",
      "0e0",
      "0e+1",
      "9007199254740993",
      "-9223372036854775808",
      "18446744073709551616",
      "1e400",
      "-1e-400",
    ],
    ...[
      "0.1234567890123456789012345678901234567890",
      "123e65",
      "123.456789",
      "-237462374673276894279832749832423479823",
    ],
  ],
  "strings (7)": [
    ...[
      '""',
      '"a"',
      '"\\""',
      '"\\\\"',
      '"\\/"',
      '"/"',
      '"\\b\\f\\n\\r\\t"',
      '"\\u0041"',
      '"\\u005C"',
      '"\\uD834\\uDD1E"',
    ],
    ...[
      '"\u00e9"',
      '"\u2028\u2029"',
      '"\u{1f600}"',
      '"\u007f"',
      '"\\u0000"',
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\ufeff"',
    ],
    ...[
      '"\uffff"',
      '"\u{10ffff}"',
      '"a/*b*/c//d"',
      '"[]{},:"',
      '"\\\\u0041"',
      '"\\uABCD\\uabcd"',
      '"new\\u000Aline"',
    ],
  ],
};

/** Values that it does not allow: none may be read as anything. */
const INVALID: Record<string, string[]> = {
  "literal names": [
    "True",
    "TRUE",
    "nul",
    "truee",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "nan",
    "none",
    "tru",
  ],
  objects: [
    ...[
      '{"a"}',
      '{"a":}',
      '{"a" 1}',
      "{a:1}",
      "{'a':1}",
      "{1:1}",
      '{"a":1,}',
      '{,"a":1}',
      '{"a":1,,"b":2}',
      '{"a"::1}',
    ],
    ...[
      '{"a":1 "b":2}',
      '{"a",1}',
      "{:1}",
      '{{"a":1}}',
      "{null:1}",
      '{"a":1;"b":2}',
      "{[1]:2}",
      '{"a":',
      "{",
    ],
  ],
  arrays: [
    ...[
      "[1,]",
      "[,1]",
      "[,]",
      "[1,,2]",
      "[1 2]",
      "[1:2]",
      "[",
      "]",
      "[1",
      "[[]",
      "[1]]",
      '["a" "b"]',
      "[1;2]",
      "[(1)]",
    ],
    ...[
      "[1}",
      "{]",
      "[1,\n",
      "[-]",
      '["a",\n4\n,1,',
      "[*]",
      "[\u00a01]",
      "[\f1]",
      "[\v1]",
      "[1]x",
      "[][]",
      "[/*c*/1]",
    ],
  ],
  numbers: [
    ...[
      "01",
      "-01",
      "00",
      "+1",
      "1.",
      ".1",
      "-.1",
      "-",
      "+",
      "1e",
      "1e+",
      "1E-",
      "1.e1",
      "1.5.5",
      "1e1e1",
      "0x1",
      "0b1",
    ],
    ...[
      "0o7",
      "1_000",
      "1 000",
      "--1",
      "1-",
      "1+2",
      "1ea",
      "0.e1",
      "-1x",
      "١",
      "１",
      "1,5e",
      "2.e3",
      "0e",
      "9.e+",
      "1f",
      "- 1",
    ],
  ],
  strings: [
    ...[
      '"',
      '"a',
      'a"',
      "'a'",
      '"\\"',
      '"\\a"',
      '"\\x41"',
      '"\\u"',
      '"\\u12"',
      '"\\u123g"',
      '"\\U0041"',
      '"\\0"',
      '"\\ "',
    ],
    ...[
      '"a\nb"',
      '"a\tb"',
      '"a\rb"',
      '"\u0000"',
      '"\u001f"',
      '"a"b"',
      '"\\u{41}"',
      "\u201ca\u201d",
      "`a`",
      "abc",
      '"\\é"',
    ],
    ...['"\\\n"', '"\\u 041"', '"\\ud83d\\u"', "\\u0041"],
  ],
  "the rest": [
    "",
    "/*c*/1",
    "//c\n1",
    "#c\n1",
    "1//c",
    "<null>",
    "new Date()",
    "@",
    "*",
    "=1",
    "\u2060",
    "\u00a0",
    "\0",
    "{}{}",
  ],
};

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
