import { beforeAll, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";
import { openStore, setStore } from "@/lib/db";
import { EventList, EventRow } from "@/lib/insight/event-schema";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { ask, names } from "@/test/ledger";
import { importText } from "@/test/upload";
import { GET as raw } from "./events/[id]/raw/route";
import { GET as list } from "./events/route";
import { GET as csv } from "./events.csv/route";
import { GET as lines } from "./events.ndjson/route";

const store = databaseForFile();
/** More than one page of an export. */
const MANY = 4500;
let key = "";

type Handler = typeof list;
const call = (handler: Handler, search = "", params: Record<string, string> = {}) =>
  handler(new Request(`http://x/api/v1/x${search}`, { headers: { authorization: `Bearer ${key}` } }), {
    params: Promise.resolve(params),
  });

beforeAll(async () => {
  key = await createApiKey(SYSTEM, { name: "reader", scopes: ["read"] });
  await ask(store().pool, names(MANY, "2026-03-02T09:10:00Z", 1, { ip: "203.0.113.7" }));
  const hostile = {
    ipAddress: "203.0.113.8",
    userAgent: "=1+1",
    userPrincipalName: 'a,"b"\u0000',
    appDisplayName: "@x",
  };
  await importText(jsonLines([graphSignIn(uuid(1), hostile)]), { filename: 'ev"il\r\n.json' });
});

test("an export as CSV has a mark, the fields of an event, and no formula", async () => {
  const answer = await call(csv, "?origin=203.0.113.8");
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="events.csv"');
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.subarray(0, 3).toString("hex")).toBe("efbbbf");
  const [head, row, ...rest] = bytes.subarray(3).toString().split("\r\n");
  expect(head?.split(",")).toEqual(EventRow.keyof().options);
  for (const cell of ["'=1+1", "'@x", '"a,""b""\u0000"']) expect(row).toContain(cell);
  expect(rest).toEqual([""]);
});

test("an export as lines holds every event as the list shows it", async () => {
  const all = (await (await call(lines)).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(all).toHaveLength(MANY + 1);
  expect(new Set(all.map(({ id }) => id)).size).toBe(MANY + 1);
  const { items } = EventList.parse(await (await call(list, "?limit=1000")).json());
  expect(all.slice(0, 1000)).toEqual(items);
});

test("an export of nothing is a head, or nothing", async () => {
  const head = await (await call(csv, "?account=nobody")).text();
  expect(head.split("\r\n")).toHaveLength(2);
  expect(await (await call(lines, "?account=nobody")).text()).toBe("");
});

test("an export whose database goes away in the middle breaks off", async () => {
  const answer = await call(lines);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  expect((await reader.read()).done).toBe(false);
  setStore(openStore("postgresql://nobody:x@127.0.0.1:9/none"));
  const rest = async () => {
    for (;;) if ((await reader.read()).done) return;
  };
  await expect(rest()).rejects.toThrow();
  setStore(store());
});

test("an original is saved under a plain name and never shown", async () => {
  const { items } = EventList.parse(await (await call(list, "?origin=203.0.113.8")).json());
  const answer = await call(raw, "", { id: items[0]?.id ?? "" });
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="event-\d+-0\.json"$/);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(JSON.parse(await answer.text()).userAgent).toBe("=1+1");
});
