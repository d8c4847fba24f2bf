import fc from "fast-check";
import { expect, test } from "vitest";
import { lacksZone, readTime } from "./times";
import { parseZone, UTC, type Zone } from "./zones";

const at = (text: string, order: "month-first" | "day-first" = "month-first", zone: Zone = UTC) =>
  readTime(text, { order, zone });
const iso = (micros: bigint) => new Date(Number(micros / 1000n)).toISOString();

test.each([
  ["2020-03-13T19:15:41.6195833Z", "2020-03-13T19:15:41.619Z", 7],
  ["2026-03-03T10:15:30Z", "2026-03-03T10:15:30.000Z", 0],
  ["2026-03-03T10:15Z", "2026-03-03T10:15:00.000Z", 0],
  ["2026-03-03t10:15:30.5z", "2026-03-03T10:15:30.500Z", 1],
  ["2018-01-09T21:20:02.7215374+00:00", "2018-01-09T21:20:02.721Z", 7],
  ["2026-03-03T10:15:30-05:00", "2026-03-03T15:15:30.000Z", 0],
  ["2026-03-03T10:15:30+0545", "2026-03-03T04:30:30.000Z", 0],
  ["2024-12-10 14:33:09.049661100", "2024-12-10T14:33:09.049Z", 9],
  ["2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24.000Z", 7],
  ["4/16/2021, 9:09:00.730 AM", "2021-04-16T09:09:00.730Z", 3],
  ["4/16/2021, 12:09:00 AM", "2021-04-16T00:09:00.000Z", 0],
  ["4/16/2021, 12:09:00 PM", "2021-04-16T12:09:00.000Z", 0],
  ["11/14/2025 1:48:53 AM", "2025-11-14T01:48:53.000Z", 0],
  ["1/9/2007 10:41:00 AM +01:00", "2007-01-09T09:41:00.000Z", 0],
  ["12/4/2025 8:19", "2025-12-04T08:19:00.000Z", 0],
  ["/Date(1700000000123)/", "2023-11-14T22:13:20.123Z", 3],
  ["\\/Date(1700000000123+0545)\\/", "2023-11-14T22:13:20.123Z", 3],
  ["2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24.000Z", 7],
  ["2019-01-15 05:15:02.980", "2019-01-15T05:15:02.980Z", 3],
  ["2026-03-03 10:15:30+01", "2026-03-03T09:15:30.000Z", 0],
  ["Jan 6, 2023 3:21:00 PM", "2023-01-06T15:21:00.000Z", 0],
  ["Nov 12, 2024 @ 09:40:34.260", "2024-11-12T09:40:34.260Z", 3],
  ["4/16/2021, 9:09:00\u202fAM", "2021-04-16T09:09:00.000Z", 0],
  ["04.12.2025 08:19:41", "2025-12-04T08:19:41.000Z", 0],
  ["2025/12/4 8:19", "2025-12-04T08:19:00.000Z", 0],
  ["1700000000", "2023-11-14T22:13:20.000Z", 0],
  ["1700000000123", "2023-11-14T22:13:20.123Z", 3],
  ["1601-01-01T00:00:00Z", "1601-01-01T00:00:00.000Z", 0],
  ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z", 0],
])("reads %s as %s with %i digits", (text, expected, digits) => {
  const found = at(text);
  expect(found && [iso(found.micros), found.digits]).toEqual([expected, digits]);
});

test("microseconds are exact in any year", () => {
  for (const [year, seconds] of [
    ["0001", -62_135_596_800n],
    ["1601", -11_644_473_600n],
    ["1969", -31_536_000n],
    ["2026", 1_767_225_600n],
    ["2255", 8_993_721_600n],
    ["9999", 253_370_764_800n],
  ] as const)
    expect(at(`${year}-01-01T00:00:00.999999Z`)?.micros).toBe(seconds * 1_000_000n + 999_999n);
});

test("100 ns are cut off, never rounded into the next hour", () => {
  expect(at("2026-03-03T09:59:59.9999999Z")?.micros).toBe(BigInt(Date.UTC(2026, 2, 3, 10)) * 1000n - 1n);
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-03-00T00:00:00Z",
  "2026-03-03T24:61:00Z",
  "2026-03-03T24:00:00Z",
  "2023-10-10T17:08:65",
  "2016-12-31T23:59:60Z",
  "0000-01-01T00:00:00Z",
  "2026-03-03T25:61:00Z",
  "Feb 30, 2023 3:21:00 PM",
  "Foo 6, 2023 3:21:00 PM",
  "12.13.2025 08:19",
  "4/16-2021 08:19",
  "4/31/2021, 9:09:00 AM",
  "16/4/2021, 9:09:00 AM",
  "4/16/2021, 13:09:00 PM",
  "4/16/2021, 0:09:00 AM",
  "yesterday",
  "2026-03-03",
  "",
])("refuses %s rather than guess", (text) => {
  expect(at(text)).toBeNull();
});

test("a file's date order decides what 04/12/2025 is", () => {
  expect(iso(at("04/12/2025 08:19:41")?.micros ?? 0n)).toBe("2025-04-12T08:19:41.000Z");
  expect(iso(at("04/12/2025 08:19:41", "day-first")?.micros ?? 0n)).toBe("2025-12-04T08:19:41.000Z");
});

test("a time that states its zone is never moved to the one assumed", () => {
  const kathmandu = parseZone("Asia/Kathmandu") ?? UTC;
  expect(at("2026-03-03T10:15:30Z", "month-first", kathmandu)).toEqual({
    micros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n,
    digits: 0,
    statesZone: true,
  });
  expect(iso(at("2026-03-03T10:15:30", "month-first", kathmandu)?.micros ?? 0n)).toBe(
    "2026-03-03T04:30:30.000Z",
  );
});

test.each([
  ["2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z"],
  ["2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z"],
  ["2026-03-29 03:00:00", "2026-03-29T01:00:00.000Z"],
  ["2026-10-25 01:59:59", "2026-10-24T23:59:59.000Z"],
  ["2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z"],
  ["2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z"],
])("in Berlin %s is %s, the skipped and the doubled hour included", (text, expected) => {
  expect(iso(at(text, "month-first", parseZone("Europe/Berlin") ?? UTC)?.micros ?? 0n)).toBe(expected);
});

test("names that are no zone are not taken for one", () => {
  expect(["Local Time", "Mars/Olympus", "", "UTC+99", "Europe"].map(parseZone)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(
    ["UTC", "Z", "UTC+01:00", "+0545", "America/New_York"].map((name) => parseZone(name) !== null),
  ).toEqual(Array(5).fill(true));
});

test("which times say their zone, and which leave it to whoever reads them", () => {
  const open = ["2026-03-03 10:15:30", "4/16/2021, 9:09:00 AM", "16/4/2021 9:09", "Jan 6, 2023 3:21:00 PM"];
  expect(open.map(lacksZone)).toEqual([true, true, true, true]);
  const said = [
    "2026-03-03T10:15:30Z",
    "2026-03-03T10:15:30+05:45",
    "1700000000",
    "/Date(1700000000123)/",
    "soon",
    "",
  ];
  expect(said.map(lacksZone)).toEqual(said.map(() => false));
});

const two = (value: number) => String(value).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Every form of a date that logs write, from the parts of an instant in UTC. */
const FORMS: Record<string, (at: Date) => string> = {
  "ISO with Z": (at) => at.toISOString(),
  "ISO with an offset": (at) =>
    `${new Date(at.getTime() + 20_700_000).toISOString().slice(0, -1).replace("T", " ")}+05:45`,
  "ISO without a zone": (at) => at.toISOString().slice(0, -1),
  "the portal's": (at) =>
    `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}, ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${String(at.getUTCMilliseconds()).padStart(3, "0")} ${at.getUTCHours() < 12 ? "AM" : "PM"}`,
  "Defender's": (at) =>
    `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${String(at.getUTCMilliseconds()).padStart(3, "0")} ${at.getUTCHours() < 12 ? "AM" : "PM"}`,
  PowerShell: (at) => `/Date(${at.getTime()})/`,
};

test.each(Object.keys(FORMS))("%s gives back any instant from 1900 to 2200", (form) => {
  const range = {
    min: new Date("1900-01-01T00:00:00Z"),
    max: new Date("2200-01-01T00:00:00Z"),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(range), (instant) => {
      const found = at(FORMS[form]?.(instant) ?? "");
      expect(found && [iso(found.micros), found.digits]).toEqual([instant.toISOString(), 3]);
    }),
    { numRuns: 500 },
  );
});
