import { beforeAll, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { store } from "@/lib/db";
import { branch, databaseName } from "./branch";
import { dataFolder } from "./data-folder";
import { databaseForFile } from "./database";
import { graphSignIn, jsonLines, uuid } from "./graph";
import {
  expectEvents,
  expectNoSilence,
  expectReceipt,
  expectRulings,
  expectWhole,
  type Sent,
} from "./invariants";
import { ruleOnAll } from "./rulings";
import { expectNoSecret, tablesAsText } from "./secrets";
import { importText } from "./upload";

databaseForFile();

const rows = Array.from({ length: 30 }, (_, at) =>
  graphSignIn(uuid(at), {
    createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 0, at)).toISOString(),
    userPrincipalName: `name${at}@contoso.example`,
  }),
);
const bytes = Buffer.from(`${jsonLines(rows.slice(0, 20))}{"id": broken\n${jsonLines(rows)}`);
const query = (text: string) => store().pool.query(text);
let sent: Sent;
let whole = "";
let comments: string[] = [];

beforeAll(async () => {
  const { id } = await importText(bytes, { filename: "a.json" });
  sent = { id, filename: "a.json", bytes };
  whole = databaseName();
});

beforeEach(async () => {
  comments = [];
  await branch(whole);
});

test("an import that went well satisfies every invariant", async () => {
  await expectWhole(dataFolder, [sent]);
  expect((await listAlerts(SYSTEM, {})).items.length).toBeGreaterThan(0);
});

test.each([
  [
    "an event that is gone",
    "delete from event where (tenant_id, key) in (select tenant_id, key from event limit 1)",
  ],
  [
    "an event a microsecond late",
    "update event set at = at + interval '1 microsecond' where key::text like '%29'",
  ],
  ["an event of another name", "update event set identity_id = (select min(id) from identity)"],
  ["an event of another client", "update client set user_agent = user_agent || ' '"],
  ["an event without its place", "update place set city = ''"],
])("%s is noticed", async (_what, tamper) => {
  await query(tamper);
  await expect(expectEvents([sent])).rejects.toThrow();
});

test.each([
  ["a row that nobody counted", "update import set accepted = accepted - 1"],
  ["a byte that nobody read", "update import set bytes_read = bytes_read - 1"],
  ["a rejected row that cannot be downloaded", "delete from import_reject"],
  ["a rejected row with the bytes of another", "update import_reject set raw_offset = raw_offset + 1"],
  ["a reason that does not add up", "update import set rejected_by = '{}'"],
])("%s is noticed on the receipt", async (_what, tamper) => {
  await query(tamper);
  await expect(expectReceipt(sent)).rejects.toThrow();
});

test("a ruling that is lost, doubled, unheard of or without its alert is noticed, and so is a silent import", async () => {
  comments = await ruleOnAll("here");
  const earlier = (await query("select count(*)::int as n from audit where action = 'alert.rule'")).rows[0].n;
  expect(earlier).toBe(comments.length);
  await expectRulings(comments);
  await expect(expectRulings([...comments, "another"])).rejects.toThrow();
  await expect(expectRulings([])).rejects.toThrow();
  await query("update alert set merged_into = id");
  await expect(expectRulings(comments)).rejects.toThrow();
  await expectNoSilence();
  await query("update import set status = 'reading', heartbeat_at = now() - interval '61 seconds'");
  await expect(expectNoSilence()).rejects.toThrow();
});

test("a secret is noticed in a text, written as it is or encoded, and in a table", async () => {
  const secret = "correct horse 9/battery";
  for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
    expect(() => expectNoSecret([secret], [`{"error": "${form}"}`])).toThrow();
  }
  expectNoSecret([secret], ["nothing of the kind"]);
  expect(() => expectNoSecret([], ["a text"])).toThrow();
  expectNoSecret([secret], await tablesAsText());
  await store().pool.query("insert into setting (name, value) values ('leak', to_jsonb($1::text))", [secret]);
  expect(() => expectNoSecret([secret], [])).toThrow();
  const tables = await tablesAsText();
  expect(() => expectNoSecret([secret], tables)).toThrow();
});
