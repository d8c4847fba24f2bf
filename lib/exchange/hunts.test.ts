import { describe, expect, test } from "vitest";
import { kqlComplaints } from "@/test/kusto";
import { type HuntValues, queryOf } from "./hunt";
import { HUNTS, huntsFor } from "./hunts";

const VALUES: HuntValues = {
  from: new Date("2026-03-02T09:10:00Z"),
  to: new Date("2026-03-02T09:40:00Z"),
  sources: ["203.0.113.7", "2001:db8:1:2::/64"],
  names: ["a@contoso.example", 'x"; SigninLogs //', "back\\slash", "line\nbreak"],
  confirmed: ["a@contoso.example", "tab\tquote\"'"],
  codes: ["50034", "50126"],
  agents: ["python-requests/2.32", '"\\\n| take 1', "\u202egnirts"],
};
const NOTHING: HuntValues = {
  ...VALUES,
  ...{ sources: [], names: [], confirmed: [], codes: [], agents: [] },
};
const many = Array.from({ length: 500 }, (_, index) => `user${index}"@contoso.example`);
const LONG: HuntValues = { ...VALUES, names: many, confirmed: many };

describe.each(HUNTS.map((hunt) => [hunt.id, hunt] as const))("%s", (_, hunt) => {
  test.each([
    ["hostile values", VALUES],
    ["no values", NOTHING],
    ["many values", LONG],
  ])("is clean for Microsoft's parser with %s", (__, values) => {
    expect(kqlComplaints(queryOf(hunt, values))).toEqual([]);
  });

  test("names nothing twice and leaves nothing out", () => {
    const query = queryOf(hunt, VALUES);
    const lets = [...query.matchAll(/^\s*let (\w+)/gm)].map((match) => match[1]);
    expect(new Set(lets).size).toBe(lets.length);
    expect(query).toMatch(/^\/\/ HQ\d+ /);
  });
});

test("a query that is broken on purpose gets a complaint", () => {
  const [first] = HUNTS;
  if (!first) throw new Error("There are no hunts.");
  const broken = { ...first, body: first.body.replace("by Network", "by Nowhere") };
  expect(kqlComplaints(queryOf(broken, VALUES)).join()).toContain("Nowhere");
});

test("there are all eighteen", () => {
  expect(HUNTS.map(({ id }) => id)).toEqual(Array.from({ length: 18 }, (_, index) => `HQ${index + 1}`));
});

test("an alert gets the hunts of its rules, filled in with its own values", () => {
  const hunts = huntsFor(["RC-01"], VALUES);
  const ids = hunts.map(({ id }) => id);
  expect(ids).toEqual(["HQ1", "HQ3", "HQ5", "HQ7", "HQ8", "HQ18"]);
  const learned = hunts.find(({ id }) => id === "HQ7")?.query ?? "";
  expect(learned).toContain('"203.0.113.7", "2001:db8:1:2::"');
  expect(learned).toContain("let From = datetime(2026-03-02T09:10:00.000Z);");
  expect(huntsFor(["RC-03"], VALUES).map(({ id }) => id)).toEqual(["HQ11", "HQ12"]);
});

test("a list that was cut says so above itself", () => {
  const hunt = HUNTS.find(({ id }) => id === "HQ17");
  if (!hunt) throw new Error("There is no HQ17.");
  const cut = queryOf(hunt, { ...VALUES, total: { names: 9000, confirmed: 2 } });
  expect(cut).toContain("// The next list holds 4 of 9000 accounts, the strongest answers first.\nlet Names");
  expect(queryOf(hunt, { ...VALUES, total: { names: 4, confirmed: 2 } })).not.toContain("holds");
});

test("a hunt whose list is empty is not offered", () => {
  const ids = huntsFor(["RC-01"], { ...VALUES, confirmed: [], agents: [] }).map(({ id }) => id);
  expect(ids).toEqual(["HQ1", "HQ5", "HQ7", "HQ18"]);
});
