import fc from "fast-check";
import { expect, test } from "vitest";
import { Keyer } from "@/lib/event/keyed";
import { Names } from "@/lib/event/names";
import { Pack } from "@/lib/event/pack";
import { graphSignIn, uuid } from "@/test/graph";
import { GraphFast } from "./graph-fast";
import { readJson, recordsOf } from "./json-reading";
import type { Slice } from "./schema";

const names = new Names(new Keyer(Buffer.alloc(16, 7)));
const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;

const sliceOf = (text: string | Buffer): Slice => {
  const bytes = Buffer.from(text);
  return { bytes, offset: 5, length: bytes.length, problem: null };
};

/** The one row of a pack, every column of it; texts instead of entries. */
function rowOf(pack: Pack) {
  const { day, micros, digits, source, offset, length } = pack;
  const entries = [pack.origin, pack.identity, pack.client, pack.outcome, pack.place, pack.detail];
  return {
    ...{
      day: day[0],
      micros: micros[0],
      digits: digits[0],
      source: source[0],
      offset: offset[0],
      length: length[0],
    },
    entries: entries.map((column) => column[0]),
    key: pack.keyText(0),
    correlation: pack.isCorrelated(0) ? pack.correlations.toString("hex", 0, 16) : null,
    isIngestTime: pack.isIngestTime(0),
    filled: pack.filledOf(0),
    content: pack.contentOf(0),
  };
}

const fast = await GraphFast.start();

function quickly(slice: Slice) {
  const pack = new Pack(names, 1);
  return fast.take(slice, pack) ? rowOf(pack) : null;
}

/** What the careful parser makes of the slice; null where it makes no row, or more than one. */
function carefully(slice: Slice) {
  const readings = recordsOf(slice).map((record) => readJson(record, setting));
  const [reading] = readings;
  if (readings.length !== 1 || !reading?.ok) return null;
  const pack = new Pack(names, 1);
  pack.add(reading.event, { offset: slice.offset, length: slice.length });
  return rowOf(pack);
}

/** Whatever the quick way takes, it takes as the careful way does. Returns whether it took it. */
function agree(text: string | Buffer): boolean {
  const taken = quickly(sliceOf(text));
  if (taken !== null) expect(taken, text.toString().slice(0, 400)).toEqual(carefully(sliceOf(text)));
  return taken !== null;
}

const record = (changes: Record<string, unknown> = {}) => ({
  ...graphSignIn(uuid(1)),
  isInteractive: true,
  ...changes,
});

test("an ordinary sign-in is taken, pretty or not, with escapes, other scripts and sub-second digits", () => {
  expect(agree(JSON.stringify(record()))).toBe(true);
  expect(agree(JSON.stringify(record(), null, 2))).toBe(true);
  expect(agree(JSON.stringify(record({ userPrincipalName: 'ÅSA "x"\\\n😀@contoso.example' })))).toBe(true);
  expect(agree(JSON.stringify(record({ userAgent: "\ue000 \ud800", isInteractive: false })))).toBe(true);
  expect(agree(JSON.stringify(record({ createdDateTime: "2026-03-03T23:59:59.9999999Z" })))).toBe(true);
  expect(agree(JSON.stringify(record({ ipAddress: "::ffff:203.0.113.7", correlationId: null })))).toBe(true);
  expect(
    agree(JSON.stringify(record({ location: null, deviceDetail: {}, autonomousSystemNumber: 3320 }))),
  ).toBe(true);
  expect(agree(JSON.stringify(record({ signInEventTypes: ["interactiveUser"] })))).toBe(true);
});

test.each([
  ["another spelling of a key", { IPAddress: "203.0.113.9" }],
  ["a key that is not known", { somethingNew: 1 }],
  ["a key of another log", { category: "SignInLogs" }],
  ["an id that is no UUID", { id: "abc" }],
  ["an id of zeros", { id: "00000000-0000-0000-0000-000000000000" }],
  ["a time with an offset", { createdDateTime: "2026-03-03T10:20:30+01:00" }],
  ["a day that does not exist", { createdDateTime: "2026-02-30T10:20:30Z" }],
  ["an hour that does not exist", { createdDateTime: "2026-02-03T24:20:30Z" }],
  ["no code", { status: { failureReason: "x" } }],
  ["a code as text", { status: { errorCode: "50034" } }],
  ["a code that JavaScript writes otherwise", { status: { errorCode: 1e21 } }],
  ["a service principal", { servicePrincipalId: "x" }],
  ["an event type of another kind", { signInEventTypes: ["servicePrincipal"] }],
  ["an interactivity that is not said", { isInteractive: null }],
  ["a status in a text", { status: '{"errorCode":50034}' }],
  ["a number for a name", { userPrincipalName: 7 }],
])("%s is left to the careful parser", (_, changes) => {
  expect(quickly(sliceOf(JSON.stringify(record(changes))))).toBeNull();
});

test("of a key that comes twice the last one counts, so the careful parser decides", () => {
  const text = JSON.stringify(record());
  expect(quickly(sliceOf(text.replace("{", '{"userPrincipalName":"first@contoso.example",')))).toBeNull();
  expect(quickly(sliceOf(text.replace("{", '{"status":{"errorCode":0},')))).toBeNull();
});

test("bytes that are no JSON are never taken", () => {
  const text = JSON.stringify(record({ riskDetail: [1, { a: [true, null, "x"] }] }));
  for (let at = 1; at <= text.length; at++) {
    expect(quickly(sliceOf(text.slice(0, -at))), `cut by ${at}`).toBeNull();
  }
  for (const bad of ["\u0001", "\\x", "\\u12g4"]) {
    expect(quickly(sliceOf(text.replace("contoso", `${bad}contoso`))), bad).toBeNull();
  }
  expect(quickly(sliceOf(Buffer.from(text.replace("contoso", "\xff"), "latin1")))).toBeNull();
  for (const number of ["01", "1.", "-", "1e", ".5", "+1", "0x1", "NaN"]) {
    expect(quickly(sliceOf(text.replace('"riskDetail":[1', `"riskDetail":[${number}`))), number).toBeNull();
  }
  expect(quickly(sliceOf(`${text} x`))).toBeNull();
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "\ue000",
    'a"b\\c',
    "null",
    "<null>",
    "ROPC ",
    "::1",
    "A@B.example",
    " a@b.example",
  ),
);
const changes = fc.dictionary(
  fc.constantFrom(
    ...[
      "id",
      "createdDateTime",
      "userPrincipalName",
      "signInIdentifier",
      "alternateSignInName",
      "correlationId",
    ],
    ...[
      "ipAddress",
      "appDisplayName",
      "appId",
      "clientAppUsed",
      "userAgent",
      "authenticationProtocol",
      "userType",
    ],
    ...["resourceDisplayName", "resourceId", "homeTenantId", "tokenIssuerType", "crossTenantAccessType"],
    ...["autonomousSystemNumber", "isInteractive", "status", "location", "deviceDetail", "signInEventTypes"],
    ...[
      "servicePrincipalId",
      "riskDetail",
      "mfaDetail",
      "userId",
      "Status",
      "category",
      "value",
      "__proto__",
    ],
  ),
  fc.oneof(
    { weight: 8, arbitrary: hostile },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.boolean() },
    { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true })) },
    {
      weight: 2,
      arbitrary: fc.record({ errorCode: fc.oneof(fc.nat(999_999), hostile), failureReason: hostile }),
    },
    { weight: 2, arbitrary: fc.record({ city: hostile, state: hostile, countryOrRegion: hostile }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom("interactiveUser", "nonInteractiveUser", "x"), { maxLength: 2 }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  ),
  { maxKeys: 5 },
);

test("whatever the record, what is taken is what the careful parser reads", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  let taken = 0;
  const property = fc.property(changes, fc.boolean(), (some, isPretty) => {
    if (agree(JSON.stringify(record(some), null, isPretty ? 1 : 0))) taken += 1;
  });
  fc.assert(property, { seed, numRuns: 4000 });
  // Else the quick way took nothing, and the test says nothing.
  expect(taken).toBeGreaterThan(400);
});
