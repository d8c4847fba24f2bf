import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { uploadPath } from "@/lib/intake/spool";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { type Attempt, ask, names } from "@/test/ledger";
import { csv } from "@/test/log-files";
import { importText } from "@/test/upload";
import { EventQuery } from "./event-schema";
import { readAccount } from "./run-account";
import { readEvent, searchEvents } from "./run-events";
import { exportEvents } from "./run-export";
import { readEventFacets } from "./run-facets";
import { readOriginal } from "./run-original";

const store = databaseForFile();

const ATTEMPTS: Attempt[] = [
  ...names(5, "2026-03-02T09:10:00Z", 60, { ip: "203.0.113.7", agent: "python-requests/2.32" }),
  {
    at: "2026-03-02T09:30:00Z",
    name: "Ana@Contoso.example",
    ip: "203.0.113.200",
    code: "50126",
    app: "Portal",
  },
  { at: "2026-03-02T10:30:00Z", name: "ana@contoso.example", ip: "2001:db8::1", code: "0", app: "Portal" },
  { at: "2026-03-03T10:30:00Z", name: "ana@contoso.example", ip: "2001:db8::2", code: "50126" },
  { at: "2026-03-03T11:00:00Z", name: "bob@contoso.example", ip: "", code: "50055", agent: "100%_sure\\" },
  {
    at: "2026-03-03T11:30:00Z",
    name: "bob@contoso.example",
    ip: "ws-7:a",
    code: "50034",
    agent: "1000 sure",
  },
  {
    at: "2026-03-03T12:00:00Z",
    name: "ana@contoso.example",
    ip: "203.0.113.7",
    vector: "entra-audit",
    code: "",
    activity: "Add user",
  },
  {
    at: "2026-03-03T12:30:00Z",
    name: "eve",
    ip: "203.0.114.1",
    vector: "sspr",
    description: "User started the flow",
  },
];

/** Events that a query finds, as "name code" in their order. */
async function found(query: Record<string, string>): Promise<string[]> {
  const { items } = await searchEvents(SYSTEM, EventQuery.parse(query));
  return items.map(({ account, code }) => `${account.split("@")[0]} ${code}`);
}

/** The same by walking pages of one. */
async function paged(query: Record<string, string>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await searchEvents(
      SYSTEM,
      EventQuery.parse({ ...query, limit: "1", ...(cursor ? { cursor } : {}) }),
    );
    seen.push(...page.items.map(({ account, code }) => `${account.split("@")[0]} ${code}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

beforeAll(async () => {
  await ask(store().pool, ATTEMPTS);
  // As a loaded batch leaves them: audit rows under their own source.
  await store().pool.query(`
    update event set source = 2 where outcome_id in (select id from outcome where vector in ('sspr', 'entra-audit'))`);
});

const SINGLE: [string, Record<string, string>, string[]][] = [
  ["by a half-open time range", { from: "2026-03-02T09:30:00Z", to: "2026-03-02T10:30:00Z" }, ["ana 50126"]],
  ["by an address", { origin: "203.0.113.200" }, ["ana 50126"]],
  ["by an address in another spelling", { origin: "2001:0DB8:0:0::0001" }, ["ana 0"]],
  ["by a mapped address", { origin: "::ffff:203.0.113.200" }, ["ana 50126"]],
  ["by a network", { origin: "203.0.113.128/25" }, ["ana 50126"]],
  ["by a network whose host bits are set", { origin: "203.0.113.201/25" }, ["ana 50126"]],
  ["by a mapped network", { origin: "::ffff:203.0.113.128/121" }, ["ana 50126"]],
  ["by an IPv6 network", { origin: "2001:db8::/64" }, ["ana 50126", "ana 0"]],
  ["by no address", { origin: "~none" }, ["bob 50055"]],
  ["by a workstation that looks like an address", { origin: "ws-7:a" }, ["bob 50034"]],
  [
    "by an account in any case, audit rows too",
    { account: " ANA@contoso.example" },
    ["ana ENTRA-AUDIT", "ana 50126", "ana 0", "ana 50126"],
  ],
  [
    "by an account and a range",
    { account: "ana@contoso.example", to: "2026-03-03T00:00:00Z" },
    ["ana 0", "ana 50126"],
  ],
  [
    "by an account and an origin",
    { account: "ana@contoso.example", origin: "2001:db8::/32" },
    ["ana 50126", "ana 0"],
  ],
  ["by a code", { code: "50126" }, ["ana 50126", "ana 50126"]],
  ["by several codes", { code: "50126,50055" }, ["bob 50055", "ana 50126", "ana 50126"]],
  [
    "by a code and a range that cuts its hours",
    { code: "50126", from: "2026-03-02T09:20:00Z", to: "2026-03-03T10:20:00Z" },
    ["ana 50126"],
  ],
  ["by the code of a vector without codes", { code: "sspr" }, ["eve SSPR"]],
  ["by a vector", { vector: "sspr" }, ["eve SSPR"]],
  ["by an answer", { answer: "signed-in" }, ["ana 0"]],
  [
    "by every other answer",
    { answer: "!signed-in,!absent,!~none", code: "!50126" },
    ["eve SSPR", "bob 50055"],
  ],
  ["by no answer", { answer: "~none" }, ["ana ENTRA-AUDIT"]],
  ["by an application in any case", { app: "portal" }, ["ana 0", "ana 50126"]],
  ["by a part of the agent that like would read otherwise", { agent: "0%_SURE\\" }, ["bob 50055"]],
  [
    "by everything at once",
    { origin: "203.0.113.0/24", account: "ana@contoso.example", code: "50126", app: "Portal" },
    ["ana 50126"],
  ],
  ["and none by a name that there is not", { app: "Portal ", agent: "curl" }, []],
  ["and none by an account that there is not", { account: "nobody" }, []],
  ["and none by an import that there is not", { import: "99" }, []],
];

describe("a search finds events", () => {
  test.each(SINGLE)("%s, the newest first, page by page the same", async (_, query, expected) => {
    expect(await found(query)).toEqual(expected);
    expect(await paged(query)).toEqual(expected);
  });

  test("all of them where nothing narrows it", async () => {
    expect(await found({})).toHaveLength(ATTEMPTS.length);
    expect(await paged({})).toEqual(await found({}));
  });
});

test("a filter that makes no sense is refused", async () => {
  await expect(found({ origin: "203.0.113.0/33" })).rejects.toMatchObject({ code: "bad-input" });
  await expect(
    found({ cursor: Buffer.from('["1","2","3","4","5"]').toString("base64url") }),
  ).rejects.toMatchObject({ code: "bad-input" });
  expect(EventQuery.safeParse({ from: "2026-03-02T00:00:00Z", to: "2026-03-02T00:00:00Z" }).success).toBe(
    false,
  );
});

test("rows of one instant keep their order over pages and none is lost", async () => {
  const many = names(57, "2026-04-01T00:00:00Z", 0, { ip: "192.0.2.1" });
  await ask(store().pool, [...many, ...many.map((one) => ({ ...one, tenant: 2, ip: "192.0.2.2" }))]);
  const range = { from: "2026-04-01T00:00:00Z", to: "2026-04-02T00:00:00Z" };
  for (const query of [range, { ...range, code: "50034" }, { ...range, origin: "192.0.2.0/30" }]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await searchEvents(
        SYSTEM,
        EventQuery.parse({ ...query, limit: "7", ...(cursor ? { cursor } : {}) }),
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([114, 114]);
  }
});

test("facets count what the search finds, by values that find it again", async () => {
  const facets = await readEventFacets(SYSTEM, EventQuery.parse({ to: "2026-03-31T00:00:00Z" }));
  expect([facets.counted, facets.isCut]).toEqual([ATTEMPTS.length, false]);
  expect(facets.answer.values).toContainEqual({ value: "~none", count: 1 });
  for (const name of ["answer", "vector", "code", "app", "origin", "account"] as const) {
    expect(facets[name].values.length).toBeGreaterThan(1);
    for (const { value, count } of facets[name].values) {
      const again = await found({ to: "2026-03-31T00:00:00Z", [name]: value });
      expect([name, value, again.length]).toEqual([name, value, count]);
    }
  }
  expect((await readEventFacets(SYSTEM, EventQuery.parse({ account: "nobody" }))).counted).toBe(0);
});

test("an export holds every row that the pages hold", async () => {
  const all: string[] = [];
  for await (const { id } of exportEvents(SYSTEM, {})) all.push(id);
  expect(all).toHaveLength(ATTEMPTS.length + 114);
  expect(new Set(all).size).toBe(all.length);
});

test("an account's report says who asked, what they learned and when", async () => {
  const report = await readAccount(SYSTEM, "ANA@contoso.example");
  expect(report).toMatchObject({
    account: "ana@contoso.example",
    names: ["Ana@Contoso.example", "ana@contoso.example"],
    answer: "signed-in",
    byAnswer: { exists: 2, "signed-in": 1 },
    attempts: 3,
    originCount: 3,
    firstSeen: "2026-03-02T09:30:00.000Z",
    lastSeen: "2026-03-03T10:30:00.000Z",
  });
  expect(
    report.origins.map(({ origin, answer, code, attempts }) => [origin, answer, code, attempts]),
  ).toEqual([
    ["2001:db8::1", "signed-in", "0", 1],
    ["2001:db8::2", "exists", "50126", 1],
    ["203.0.113.200", "exists", "50126", 1],
  ]);
  await expect(readAccount(SYSTEM, "nobody")).rejects.toMatchObject({ code: "not-found" });
});

describe("the original record", () => {
  const rows = [1, 2, 3].map((number) =>
    graphSignIn(uuid(number), { ipAddress: "198.51.100.9", userDisplayName: "Zoë ☂" }),
  );

  test("is the very bytes, and names its file, import and byte", async () => {
    const text = jsonLines(rows);
    const { id } = await importText(text, { filename: "a b.json" });
    const { items } = await searchEvents(SYSTEM, EventQuery.parse({ import: id }));
    expect(items).toHaveLength(3);
    const seen: string[] = [];
    for (const item of items) {
      const { record, ...event } = await readEvent(SYSTEM, item.id);
      expect(event).toMatchObject(item);
      expect(record).toMatchObject({ importId: id, filename: "a b.json", format: "graph-sign-in" });
      expect(record.sha256).toBe(createHash("sha256").update(text).digest("hex"));
      const original = await readOriginal(SYSTEM, item.id);
      expect(original.type).toBe("application/json");
      expect(original.text).toBe(
        Buffer.from(text)
          .subarray(record.offset, record.offset + record.length)
          .toString(),
      );
      seen.push(original.text);
    }
    expect(seen.map((one) => JSON.parse(one).id).sort()).toEqual([uuid(1), uuid(2), uuid(3)]);
    rmSync(uploadPath(createHash("sha256").update(text).digest("hex")));
    await expect(readOriginal(SYSTEM, items[0]?.id ?? "")).rejects.toMatchObject({ code: "gone" });
  });

  const three = (from: number) =>
    [0, 1, 2].map((number) => graphSignIn(uuid(from + number), { userDisplayName: "Zoë ☂" }));
  const forms: [string, string | Uint8Array][] = [
    ["packed lines", gzipSync(jsonLines(three(21)))],
    ["an indented list", JSON.stringify(three(31), null, 2)],
    ["a page of Graph's answer", JSON.stringify({ "@odata.context": "x", value: three(41) })],
    ["UTF-16", Buffer.from(`\ufeff${jsonLines(three(51))}`, "utf16le")],
    ["packed UTF-16", gzipSync(Buffer.from(`\ufeff${jsonLines(three(61))}`, "utf16le"))],
  ];

  test.each(forms)("is found in %s", async (_, content) => {
    const { id, rows: read } = await importText(content);
    expect(read.accepted).toBe(3);
    const { items } = await searchEvents(SYSTEM, EventQuery.parse({ import: id }));
    for (const item of items) {
      const { text } = await readOriginal(SYSTEM, item.id);
      expect(JSON.parse(text)).toMatchObject({
        userDisplayName: "Zoë ☂",
        createdDateTime: "2026-03-03T10:15:00.1234567Z",
      });
      expect((await readEvent(SYSTEM, item.id)).record.length).toBe(Buffer.byteLength(text));
    }
    const originals = await Promise.all(
      items.map(async (item) => JSON.parse((await readOriginal(SYSTEM, item.id)).text).id),
    );
    expect(new Set(originals).size).toBe(3);
  });

  test("of a CSV file is its line, as text", async () => {
    const head = [
      "Date (UTC)",
      "Request ID",
      "Correlation ID",
      "User",
      "Username",
      "Application",
      "IP address",
      "Status",
      "Sign-in error code",
      "Failure reason",
      "Client app",
    ];
    const cells = [
      "2026-03-03T10:15:30Z",
      uuid(71),
      uuid(72),
      "Ana",
      "ana@contoso.example",
      "Portal",
      "203.0.113.7",
      "Failure",
      "50034",
      'says\r\n"no"',
      "Browser",
    ];
    const { id } = await importText(csv(head, [cells]), { filename: "InteractiveSignIns_x.csv" });
    const { items } = await searchEvents(SYSTEM, EventQuery.parse({ import: id }));
    const original = await readOriginal(SYSTEM, items[0]?.id ?? "");
    expect(original.type).toBe("text/plain; charset=utf-8");
    expect(original.text.trimEnd()).toBe(csv(cells, []));
  });

  test("of a row that a fuller copy replaced is found by the same id", async () => {
    const poor = graphSignIn(uuid(9), { ipAddress: "198.51.100.10", userAgent: "", clientAppUsed: "" });
    const first = await importText(jsonLines([poor]), { filename: "poor.json" });
    const { items } = await searchEvents(SYSTEM, EventQuery.parse({ import: first.id }));
    const id = items[0]?.id ?? "";
    const rich = {
      ...poor,
      userAgent: "agent",
      clientAppUsed: "Browser",
      createdDateTime: "2026-03-03T10:15:02Z",
    };
    const second = await importText(jsonLines([rich]), { filename: "rich.json" });
    expect((await readEvent(SYSTEM, id)).record.importId).toBe(second.id);
    expect(JSON.parse((await readOriginal(SYSTEM, id)).text).userAgent).toBe("agent");
  });

  test("of an event that there is not is not found", async () => {
    await expect(readEvent(SYSTEM, "x")).rejects.toMatchObject({ code: "not-found" });
    await expect(readEvent(SYSTEM, Buffer.alloc(36).toString("base64url"))).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
