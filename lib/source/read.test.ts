import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Parsed } from "@/lib/event/schema";
import { csv, eventsOf, graphRecord, logFolder, readWhole, receipt } from "@/test/log-files";
import { readLog } from "@/test/read-log";
import { rawSlices } from "./raw-slices";

const write = logFolder();

const records = Array.from({ length: 640 }, (_, at) =>
  graphRecord({ id: `id-${at}`, userPrincipalName: `naïve-😀-${at}@contoso.example` }),
);
const texts = records.map((record) => JSON.stringify(record));
const portal = csv(
  ["Date (UTC)", "Request ID", "Username", "Failure reason", "Sign-in error code", "Status"],
  records.map(({ id, userPrincipalName }) => [
    "2026-03-03T10:15:30Z",
    String(id),
    String(userPrincipalName),
    'two\r\nlines, "quoted"',
    "50034",
    "Failure",
  ]),
);
const SHAPES: [string, string][] = [
  ["lines", `${texts.join("\n")}\n`],
  ["a page", `{"@odata.context":"x","value":[${texts.join(",\n")}],"@odata.nextLink":"y"}`],
  ["arrays one after the other", `[${texts.slice(0, 300).join(",")}]\n[${texts.slice(300).join(",")}]`],
  ["portal CSV", portal],
];
const PACKINGS: [string, (text: string) => Buffer][] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`)],
  ["UTF-16", (text) => Buffer.from(text, "utf16le")],
  ["UTF-16 with a mark, big end first", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  [
    "gzip of several members",
    (text) => Buffer.concat([gzipSync(text.slice(0, 9000)), gzipSync(text.slice(9000))]),
  ],
  ["gzip of UTF-16", (text) => gzipSync(Buffer.from(`\ufeff${text}`, "utf16le"))],
];
const cases = SHAPES.flatMap(([shape, text]) =>
  PACKINGS.map(([packing, pack]) => ({ name: `${shape} as ${packing}`, bytes: pack(text), shape })),
);

async function* each<T>(items: T[]) {
  yield* items;
}
async function rawOf(path: string, recognised: Parameters<typeof rawSlices>[1], rows: Parsed[]) {
  const raws: string[] = [];
  for await (const raw of rawSlices(path, recognised, each(rows.map(({ span }) => span)))) raws.push(raw);
  return raws;
}

test.each(cases)(
  "$name: every record comes once, in order, and its span holds its own text",
  async ({ bytes, shape }) => {
    const path = write(bytes);
    const { recognised, rows, error } = await readWhole(path);
    expect(error).toBeNull();
    expect(rows.map(({ position }) => position)).toEqual(records.map((_, at) => at + 1));
    expect(eventsOf(rows).map(({ nativeId, name }) => [nativeId, name])).toEqual(
      records.map(({ id, userPrincipalName }) => [id, userPrincipalName]),
    );
    const raws = await rawOf(path, recognised, rows);
    if (shape === "portal CSV") expect(raws).toEqual(csv([], []) + portal === "" ? [] : rowsOfPortal());
    else expect(raws).toEqual(texts);
  },
);

/** The CSV's records: each begins at the date and ends before the next. */
const rowsOfPortal = () =>
  portal
    .split('\r\n"2026-')
    .slice(1)
    .map((row) => `"2026-${row}`);

test.each(cases)("$name: reading goes on after any record with exactly the rest", async ({ bytes }) => {
  const path = write(bytes);
  const whole = (await readWhole(path)).rows;
  for (const skip of [1, 500, 639, 9999])
    expect((await readWhole(path, { skip })).rows).toEqual(whole.slice(skip));
});

test.each(cases)("$name: the bytes consumed add up to the upload", async ({ bytes }) => {
  let consumed = 0;
  await readWhole(write(bytes), { onBytes: (count) => (consumed = count) });
  expect(consumed).toBe(bytes.length);
});

test("wrappings on lines and in lists are taken off, and counted alike when reading goes on", async () => {
  const [a, b, c, d] = texts;
  const lines = [a, `[${b},${c}]`, `{"value":[${d}]}`, '{"records":[]}', a, b, c];
  const path = write(lines.join("\n"));
  const whole = (await readWhole(path)).rows;
  expect(eventsOf(whole).map(({ nativeId }) => nativeId)).toEqual([
    "id-0",
    "id-1",
    "id-2",
    "id-3",
    "id-0",
    "id-1",
    "id-2",
  ]);
  for (let skip = 0; skip <= 7; skip++)
    expect((await readWhole(path, { skip })).rows).toEqual(whole.slice(skip));
  const nested = await readWhole(write(`[{"records":[${a},${b}]},{"records":[${c}]}]`));
  expect(eventsOf(nested.rows).map(({ nativeId }) => nativeId)).toEqual(["id-0", "id-1", "id-2"]);
  expect(await rawOf(path, nested.recognised, [])).toEqual([]);
});

test("objects with commas between them, as cut out of a list by hand, are read one by one", async () => {
  const path = write(`${texts.slice(0, 3).join(",\n")},\n`);
  expect(eventsOf((await readWhole(path)).rows).map(({ nativeId }) => nativeId)).toEqual([
    "id-0",
    "id-1",
    "id-2",
  ]);
});

test("one bad record in a message of many costs no other, whatever is bad in it", async () => {
  const [a = "", b = "", c = ""] = texts;
  for (const bad of [Buffer.from('{"id":"\xff"}', "latin1"), Buffer.from('{"id":}')]) {
    const message = Buffer.concat([Buffer.from(`{"records":[${a},`), bad, Buffer.from(`,${b}]}\n${c}\n`)]);
    const { rows } = await readWhole(write(message));
    expect(rows.map(({ ok }) => ok)).toEqual([true, false, true, true]);
    expect((await readWhole(write(message), { skip: 2 })).rows).toEqual(rows.slice(2));
  }
  const { rows } = await readWhole(write([a, b, `{"value":[${a},`, c].join("\n")));
  expect(rows.map(({ ok }) => ok)).toEqual([true, true, false, true]);
});

test("one bad line is rejected alone, with its place", async () => {
  const bad = [...texts.slice(0, 3), '{"id":"x",', ...texts.slice(3, 6)];
  const path = write(bad.join("\n"));
  const { rows, recognised } = await readWhole(path);
  expect(receipt(rows)).toEqual({ "entra-signin": 6, "rejected: broken JSON": 1 });
  expect(rows[3]).toMatchObject({ position: 4, ok: false });
  expect(await rawOf(path, recognised, rows)).toEqual(bad);
});

test("bytes that are not UTF-8 cost their record and do not vanish", async () => {
  const bytes = Buffer.from(texts.slice(0, 3).join("\n"));
  const place = bytes.indexOf("id-1");
  bytes[place] = 0xff;
  expect(receipt((await readWhole(write(bytes))).rows)).toEqual({
    "entra-signin": 2,
    "rejected: not valid UTF-8": 1,
  });
  const table = Buffer.from(portal);
  table[table.indexOf("id-7")] = 0xc3;
  expect(receipt((await readWhole(write(table))).rows)).toEqual({
    "entra-signin": 639,
    "rejected: not valid UTF-8": 1,
  });
});

test("an unpaired surrogate in UTF-16 costs its record, and a NUL none", async () => {
  const lines = [
    texts[0],
    texts[1]?.replace("naïve", "na\ud800ve"),
    texts[2]?.replace("naïve", "na\\u0000ve"),
  ];
  const { rows } = await readWhole(write(Buffer.from(lines.join("\n"), "utf16le")));
  expect(receipt(rows)).toEqual({ "entra-signin": 2, "rejected: not valid UTF-8": 1 });
});

test.each([
  ["cut inside a record", (text: string) => text.slice(0, text.indexOf("id-600")), 600],
  ["cut between records", (text: string) => text.slice(0, text.indexOf('{"id":"id-600"')), 600],
  ["with garbage behind", (text: string) => `${text}garbage`, 640],
  ["with a bracket wrong", (text: string) => text.replace('"id-600"', "[}"), 600],
])("a page %s is told by its byte, after everything before it", async (_how, spoil, count) => {
  const text = spoil(`{"value":[${texts.join(",")}]}`);
  const { rows, error } = await readWhole(write(text));
  expect(error).toMatchObject({ code: "incomplete" });
  const byte = Number(/at byte (\d+)/.exec(String(error?.message))?.[1]);
  expect(byte).toBeGreaterThan(0);
  expect(byte).toBeLessThanOrEqual(Buffer.byteLength(text));
  expect(eventsOf(rows)).toHaveLength(count);
});

test("a page that is cut in its first record is still recognised, and then told to be cut", async () => {
  const { rows, error } = await readWhole(write('{"value":[{"id":"1","createdDateTime":"2026-03-03T10'));
  expect(rows).toEqual([]);
  expect(error).toMatchObject({ code: "incomplete", message: expect.stringContaining("at byte 52") });
});

test("a cut gzip file yields what can be unpacked, then names its end", async () => {
  const packed = gzipSync(`${texts.join("\n")}\n`);
  const cut = packed.subarray(0, Math.floor(packed.length * 0.9));
  const { rows, error } = await readWhole(write(cut));
  expect(rows.length).toBeGreaterThan(500);
  expect(eventsOf(rows).every(({ nativeId }, at) => nativeId === `id-${at}`)).toBe(true);
  expect(error).toMatchObject({
    code: "incomplete",
    message: expect.stringContaining(`at byte ${cut.length}`),
  });
});

test.each([
  ["words", Buffer.from("garbage that is no gzip at all")],
  ["zeros", Buffer.alloc(600)],
])("%s behind the compressed data are damage, after every record before it", async (_what, garbage) => {
  const packed = gzipSync(`${texts.join("\n")}\n`);
  const { rows, error } = await readWhole(write(Buffer.concat([packed, garbage])));
  expect(eventsOf(rows)).toHaveLength(640);
  const byte = Number(/at byte (\d+)/.exec(String(error?.message))?.[1]);
  expect(Math.abs(byte - packed.length)).toBeLessThanOrEqual(2);
});

test("a flipped byte inside gzip is damage, never a wrong event", async () => {
  const packed = gzipSync(`${texts.join("\n")}\n`);
  for (let step = 1; step <= 20; step++) {
    const spoiled = Buffer.from(packed);
    const at = Math.floor((packed.length * step) / 21);
    spoiled[at] = (spoiled[at] ?? 0) ^ 0xff;
    const { error } = await readWhole(write(spoiled)).catch((caught) => ({ error: caught }));
    expect(error, `byte ${at} of ${packed.length}`).toMatchObject({ name: "AppError" });
  }
});

test("brackets 100,000 deep, keys twice and keys of Object's own cost nobody anything", async () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const twice = texts[1]?.replace("{", '{"id":"first","__proto__":{"ok":1},"constructor":{"prototype":2},');
  const { rows } = await readWhole(write([texts[0], deep, "[".repeat(100_000), twice, texts[2]].join("\n")));
  expect(receipt(rows)).toEqual({
    "entra-signin": 3,
    "rejected: not a known kind of record": 1,
    "rejected: broken JSON": 1,
  });
  const lists = await readWhole(
    write(`[${texts[0]},${"[".repeat(50_000)}${"]".repeat(50_000)},${texts[1]}]`),
  );
  expect(receipt(lists.rows)).toEqual({ "entra-signin": 2, "rejected: not a JSON object": 1 });
});

test("an Event Hub message that is broken is rejected alone", async () => {
  const messages = [`{"records":[${texts[0]},${texts[1]}]}`, '{"records":[{"a"', `{"records":[${texts[2]}]}`];
  const { rows, error } = await readWhole(write(messages.join("\n")));
  expect([receipt(rows), error]).toEqual([{ "entra-signin": 3, "rejected: broken JSON": 1 }, null]);
});

test("a file that names a new category in every row does not make the receipt grow with it", async () => {
  const lines = Array.from({ length: 500 }, (_, at) => ({
    category: `c${at}`,
    operationName: "x",
    time: "x",
    properties: {},
  }));
  const { rows } = await readWhole(
    write([...texts.slice(0, 1), ...lines.map((line) => JSON.stringify(line))].join("\n")),
  );
  expect(rows).toHaveLength(501);
  expect(Object.keys(receipt(rows)).length).toBeLessThanOrEqual(102);
});

test("an id written as a number beyond 2^53 keeps its digits", async () => {
  const text = texts.slice(0, 2).map((line, at) => line.replace(`"id-${at}"`, `900719925474099${at + 2}`));
  const { rows } = await readWhole(write(text.join("\n")));
  expect(eventsOf(rows).map(({ nativeId }) => nativeId)).toEqual(["9007199254740992", "9007199254740993"]);
});

test("a zone that does not exist is the caller's mistake", async () => {
  const path = write(texts.join("\n"));
  const { recognised } = await readWhole(path);
  const reading = readLog(path, recognised, { timeZone: "Mars/Olympus" });
  await expect(reading.next()).rejects.toMatchObject({ code: "bad-input" });
});

test("a record longer than 32 MiB is rejected, its neighbours are not", async () => {
  const long = JSON.stringify(graphRecord({ userAgent: "x".repeat(33 * 1024 * 1024) }));
  for (const text of [`${texts[0]}\n${long}\n${texts[1]}`, `[${texts[0]},${long},${texts[1]}]`]) {
    const { rows } = await readWhole(write(text));
    expect(receipt(rows)).toEqual({ "entra-signin": 2, "rejected: record longer than 32 MiB": 1 });
    expect(rows[1]?.span.length).toBe(long.length);
  }
});
