import { expect, test } from "vitest";
import { Keyer } from "@/lib/event/keyed";
import { Names } from "@/lib/event/names";
import { Pack } from "@/lib/event/pack";
import { graphSignIn, uuid } from "@/test/graph";
import { GraphFast } from "./graph-fast";
import { Line, LineCutter } from "./json-lines";
import { WINDOW_BYTES } from "./scan-memory";

const newNames = () => new Names(new Keyer(Buffer.alloc(16, 7)));

const record = (changes: Record<string, unknown>) =>
  JSON.stringify({ ...graphSignIn(uuid(1)), isInteractive: true, ...changes });

/** Takes records as the lines of one text, or alone; every one must be taken. */
function take(fast: GraphFast, names: Names, texts: string[]): Pack {
  const pack = new Pack(names, texts.length);
  const cutter = new LineCutter();
  const slices = [...cutter.push(Buffer.from(texts.map((text) => `${text}\n`).join(""))), ...cutter.end()];
  for (const [row, slice] of slices.entries())
    if (!fast.take(slice, pack)) throw new Error(`Line ${row} was not taken.`);
  return pack;
}

test("names that share bytes, borders or parts stay apart, and equal ones are one", async () => {
  const names = newNames();
  const agents = [
    "",
    "a",
    "ab",
    "b",
    "Browser",
    "x".repeat(16),
    "x".repeat(17),
    "x".repeat(40),
    `${"x".repeat(39)}y`,
  ];
  const changes = agents.flatMap((userAgent) =>
    agents.flatMap((appDisplayName) => [
      { userAgent, appDisplayName, clientAppUsed: "a" },
      { userAgent, appDisplayName: `${appDisplayName}a`, clientAppUsed: "" },
    ]),
  );
  const texts = changes.map((change) => record(change));
  const pack = take(await GraphFast.start(), names, [...texts, ...texts]);
  changes.forEach((change, row) => {
    const { appId = "", authenticationProtocol: protocol = "" } = graphSignIn(uuid(1));
    const entry = names.client({
      ...{ app: change.appDisplayName, appId: String(appId), clientApp: change.clientAppUsed },
      ...{ userAgent: change.userAgent, protocol: String(protocol) },
    });
    expect(pack.client[row], JSON.stringify(change)).toBe(entry);
    expect(pack.client[row + changes.length]).toBe(entry);
  });
});

test("a hundred thousand names are told apart while the tables grow, and known the second time", async () => {
  const names = newNames();
  const fast = await GraphFast.start();
  const text = record({ userPrincipalName: "user000000@contoso.example" });
  const texts = Array.from({ length: 100_000 }, (_, user) =>
    text.replace("user000000", `user${String(user).padStart(6, "0")}`),
  );
  const first = take(fast, names, texts);
  const size = names.identities.size;
  const second = take(fast, names, texts);
  expect(size).toBe(100_000);
  expect(names.identities.size).toBe(size);
  expect(Buffer.from(second.identity.buffer).equals(Buffer.from(first.identity.buffer))).toBe(true);
  for (let row = 0; row < texts.length; row += 997)
    expect(names.identity(`user${String(row).padStart(6, "0")}@contoso.example`)).toBe(first.identity[row]);
}, 60_000);

test("names beyond its memory are forgotten and made again, never mistaken for others", async () => {
  const names = newNames();
  const fast = await GraphFast.start();
  const agentOf = (number: number) => `agent ${number} ${"long ".repeat(4000)}`;
  const texts = Array.from({ length: 3000 }, (_, number) => record({ userAgent: agentOf(number) }));
  const first = take(fast, names, texts);
  // The newest are still known; all of them come out as what they were.
  const second = take(fast, names, [...texts].reverse());
  for (let row = 0; row < texts.length; row++)
    expect(second.client[texts.length - 1 - row], `row ${row}`).toBe(first.client[row]);
  expect(new Set(first.client).size).toBe(3000);
}, 60_000);

test("other names mean that nothing is known any more", async () => {
  const fast = await GraphFast.start();
  const names = newNames();
  take(fast, names, [record({}), record({ userPrincipalName: "b@contoso.example" })]);
  const other = newNames();
  const pack = take(fast, other, [record({ userPrincipalName: "b@contoso.example" })]);
  expect(pack.identity[0]).toBe(0);
  expect(other.identities.size).toBe(1);
});

test("one line that is no UTF-8 costs its block no other line, and lines longer than the window are left alone", async () => {
  const fast = await GraphFast.start();
  const pack = new Pack(newNames(), 10);
  const bad = Buffer.from(record({ userAgent: "\xff" }), "latin1");
  const long = Buffer.from(record({ userAgent: "x".repeat(WINDOW_BYTES) }));
  const text = Buffer.concat(
    [record({}), bad, record({}), long, record({})].flatMap((line) => [Buffer.from(line), Buffer.from("\n")]),
  );
  const slices = new LineCutter().push(text);
  expect(slices.map((slice) => slice instanceof Line)).toEqual(slices.map(() => true));
  expect(slices.map((slice) => fast.take(slice, pack))).toEqual([true, false, true, false, true]);
});
