import { describe, expect, test } from "vitest";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { zipOf } from "@/test/zip";
import { Mapping, type Remembered } from "./mapping";
import { recognise } from "./recognise";
import { type Mappings, NeedsMapping, readUnknownTable } from "./recognise-mapped";

const save = logFolder();

const HEADER = "Zeitpunkt;Benutzer;IP-Adresse;Ergebnis;Anwendung";
const ROWS = [
  "03.03.2026 10:00:01;ana@contoso.example;203.0.113.9;Fehler;Portal",
  "03.03.2026 10:00:02;bob@contoso.example;::ffff:203.0.113.9;Erfolg;Portal",
  "03.03.2026 10:00:03;cleo@contoso.example;203.0.113.9;unklar;Portal",
];
const TEXT = `${[HEADER, ...ROWS].join("\r\n")}\r\n`;

const MAPPING = Mapping.parse({
  time: "zeitpunkt",
  account: "benutzer",
  address: "ip-adresse",
  app: "anwendung",
  outcome: { column: "ergebnis", success: ["erfolg"], failure: ["FEHLER"] },
});

async function signatureIn(text: string | Buffer): Promise<string> {
  const limits = { unpackedBytes: 1e9, compressionRatio: 1000 };
  const table = await readUnknownTable(save(text, "a.csv"), limits);
  return table?.signature ?? "no table";
}

async function mappingsFor(text: string, mapping = MAPPING): Promise<Mappings> {
  const signature = await signatureIn(text);
  const remembered: Remembered = { signature, mapping, by: "Ada", on: "2026-03-04" };
  return new Map([[signature, remembered]]);
}

const refusalOf = (text: string | Buffer) =>
  recognise(save(text, "a.csv"), { filename: "a.csv" }).catch((error: unknown) => error);

describe("a table whose header nobody knows", () => {
  test("asks which column holds what, and names its columns", async () => {
    const error = await refusalOf(TEXT);
    expect(error).toBeInstanceOf(NeedsMapping);
    expect(error).toMatchObject({
      code: "unsupported",
      message:
        "No known header (Zeitpunkt, Benutzer, IP-Adresse, Ergebnis, Anwendung): say which column holds what.",
    });
  });

  test.each([
    ["one column", "name\nana\nbob\n"],
    ["one row", "who,when\nana,2026-03-03T10:00:00Z\n"],
    ["prose with commas", "Dear all,\nthis, as you know, is a letter.\nYours, ever, so, truly,\nAna\n"],
    [
      "rows without a header",
      "2026-03-03T10:00:00Z,ana\n2026-03-03T10:00:01Z,bob\n2026-03-03T10:00:02Z,cleo\n",
    ],
  ])("is not asked about where it is %s", async (_, text) => {
    const error = await refusalOf(text);
    expect(error).not.toBeInstanceOf(NeedsMapping);
    expect(error).toMatchObject({ message: expect.stringMatching(/^This is text, but not a log/) });
  });

  test("stays refused where the export is known and not read", async () => {
    const error = await refusalOf("Event ID,Level,Note\n1,x,y\n2,x,y\n3,x,y\n");
    expect(error).not.toBeInstanceOf(NeedsMapping);
    expect(error).toMatchObject({ message: expect.stringMatching(/^This is a Windows event log/) });
  });

  test("is known by its columns in their order and the delimiter, however they are spelled", async () => {
    const one = await signatureIn(TEXT);
    expect(await signatureIn(`\ufeffsep=;\r\n${TEXT.replace("Benutzer", '" BENUTZER "')}`)).toBe(one);
    expect(await signatureIn(Buffer.from(`\ufeff${TEXT}`, "utf16le"))).toBe(one);
    expect(await signatureIn(TEXT.replaceAll(";", "\t"))).not.toBe(one);
    expect(await signatureIn(TEXT.replace("Zeitpunkt;Benutzer", "Benutzer;Zeitpunkt"))).not.toBe(one);
  });

  test("is read by the mapping that was made for it, and says whose that is", async () => {
    const { recognised, rows, notes } = await readWhole(save(TEXT, "a.csv"), {}, await mappingsFor(TEXT));
    expect(recognised).toMatchObject({ format: "mapped", shape: "csv", delimiter: ";", assumesZone: true });
    expect(notes[0]).toBe("Read by the mapping that Ada made on 2026-03-04.");
    const events = eventsOf(rows);
    expect(events.map(({ name, address, code, app }) => [name, address, code, app])).toEqual([
      ["ana@contoso.example", "203.0.113.9", "", "Portal"],
      ["bob@contoso.example", "203.0.113.9", "0", "Portal"],
      ["cleo@contoso.example", "203.0.113.9", "", "Portal"],
    ]);
    expect(events[0]).toMatchObject({
      ...{ source: "entra-signin", vector: "entra-signin", interactive: true },
      atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 0, 1)) * 1000n,
    });
    expect(notes.filter((note) => /neither success nor failure/.test(note))).toHaveLength(1);
  });
});

describe("a mapping", () => {
  const lines = (rows: string[]) => `${["When,Who,From,Code,Result,Id", ...rows].join("\n")}\n`;
  const parts = { time: "when", account: "who", address: "from", code: "code", nativeId: "id" };
  const outcome = { column: "result", success: ["ok"], failure: ["no"] };
  const read = async (rows: string[], mapping: object, options = {}) => {
    const text = lines(rows);
    const mappings = await mappingsFor(text, Mapping.parse({ ...parts, ...mapping }));
    return readWhole(save(text, "a.csv"), options, mappings);
  };

  test("lets a code decide before any word, and a word only where there is no code", async () => {
    const { rows } = await read(
      [
        "2026-03-03T10:00:00Z,a,203.0.113.9,50034,ok,1",
        "2026-03-03T10:00:01Z,b,203.0.113.9,,OK,2",
        "2026-03-03T10:00:02Z,c,203.0.113.9,,no,3",
        "2026-03-03T10:00:03Z,d,203.0.113.9,Success,,4",
      ],
      { outcome },
    );
    expect(eventsOf(rows).map(({ code, nativeId }) => [code, nativeId])).toEqual([
      ["50034", "1"],
      ["0", "2"],
      ["", "3"],
      ["0", "4"],
    ]);
  });

  test("has its own zone and order of dates, which those of the import go before", async () => {
    const rows = ["4/5/2026 10:00,a,203.0.113.9,0,,1", "4/5/2026 10:01,b,203.0.113.9,0,,2"];
    const mapping = { timeZone: "Europe/Berlin", dateOrder: "day-first" };
    const at = ({ rows: read }: Awaited<ReturnType<typeof readWhole>>) =>
      new Date(Number((eventsOf(read)[0]?.atMicros ?? 0n) / 1000n)).toISOString();
    const own = await read(rows, mapping);
    expect(at(own)).toBe("2026-05-04T08:00:00.000Z");
    expect(own.notes.join()).toMatch(/in the zone given for this file, Europe\/Berlin/);
    expect(at(await read(rows, mapping, { timeZone: "UTC", dateOrder: "month-first" }))).toBe(
      "2026-04-05T10:00:00.000Z",
    );
  });

  test("rejects what has no time or says nothing, each with its reason, and reads its neighbours", async () => {
    const { rows } = await read(
      [
        "2026-02-30T10:00:00Z,a,203.0.113.9,50034,,1",
        ",a,203.0.113.9,50034,,2",
        "2026-03-03T10:00:00Z,,,,,3",
        '2026-03-03T10:00:00Z,"a, b",203.0.113.9,50034,,4',
      ],
      { kind: "non-interactive" },
    );
    expect(receipt(rows)).toEqual({
      "rejected: time cannot be read": 1,
      "rejected: no time": 1,
      "rejected: neither account, address nor result code": 1,
      "entra-noninteractive": 1,
    });
  });

  test("needs a time, and an account or an address", () => {
    expect(Mapping.safeParse({ account: "who" }).success).toBe(false);
    expect(Mapping.safeParse({ time: "when" }).success).toBe(false);
    expect(Mapping.safeParse({ time: "when", address: "from" }).success).toBe(true);
  });
});

test("a header in an archive is read by its mapping, and else named with what to do", async () => {
  const other = "when,who,from\n2026-03-03T10:00:00Z,a,203.0.113.9\n2026-03-03T10:00:01Z,b,203.0.113.9\n";
  const zip = zipOf([
    { name: "known.csv", content: TEXT },
    { name: "other.csv", content: other },
  ]);
  const { recognised, rows } = await readWhole(save(zip, "a.zip"), {}, await mappingsFor(TEXT));
  expect([recognised.format, eventsOf(rows).length]).toEqual(["mapped", 3]);
  expect(recognised.notes.join("\n")).toMatch(
    /other\.csv in the archive was not read\. No known header .* Upload this file by itself to do so\./,
  );
});
