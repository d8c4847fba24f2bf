import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask } from "@/test/ledger";
import { presenceOf } from "@/test/presence";
import { settle } from "@/test/settle";
import { readGuide } from "./run-guide";
import { readUses } from "./run-uses";
import { AlertUses } from "./uses-schema";

const store = databaseForFile();
const [IP, HOME, FOREIGN] = ["198.51.100.7", "192.0.2.7", "203.0.113.7"];
const account = (index: number) => `staff${index}@contoso.example`;

/** Twelve accounts found out at `at`, a second apart. */
const found: Attempt[] = Array.from({ length: 12 }, (_, index) => ({
  ...{ ip: IP, code: "50126", name: account(index) },
  at: new Date(Date.parse("2026-03-20T09:10:00Z") + index * 1000).toISOString(),
}));

async function alertId(): Promise<string> {
  const [alert] = (await listAlerts(SYSTEM, { origin: IP })).items;
  return alert?.id ?? "";
}

test("says who was signed in as after being found out, from the alert's source and from new places", async () => {
  const success = (ip: string, index: number, at: string): Attempt => ({
    ...{ ip, name: account(index), code: "0", at },
  });
  await ask(store().pool, [
    ...found,
    success(IP, 1, "2026-03-21T09:00:00Z"),
    success(IP, 1, "2026-03-22T09:00:00Z"),
    success(HOME, 2, "2026-03-10T09:00:00Z"),
    success(HOME, 2, "2026-03-22T09:00:00Z"),
    success(FOREIGN, 2, "2026-03-23T09:00:00Z"),
    success(FOREIGN, 3, "2026-04-20T09:00:00Z"),
    { ip: FOREIGN, name: account(4), code: "53003", at: "2026-03-24T09:00:00Z" },
    // Somebody who signs in and mistypes afterwards was not found out first.
    success(IP, 5, "2026-03-20T09:00:00Z"),
  ]);
  await presenceOf(store().pool);
  await settle(store());
  const uses = AlertUses.parse(await readUses(SYSTEM, await alertId()));
  expect(uses.items.map((use) => [use.account, use.answer, use.origin, use.way, use.at])).toEqual([
    [account(1), "signed-in", IP, "own source", "2026-03-21T09:00:00.000Z"],
    [account(2), "signed-in", FOREIGN, "new place", "2026-03-23T09:00:00.000Z"],
    [account(4), "password-known", FOREIGN, "new place", "2026-03-24T09:00:00.000Z"],
  ]);
  expect(uses).toMatchObject({ of: 3, confirmed: 12, followed: 12 });
  expect(uses.items[0]).toMatchObject({ code: "50126", knownSince: "2026-03-20T09:10:01.000Z" });
});

test("an alert whose rule found an account used is at the stage of a sign-in", async () => {
  const guide = await readGuide(SYSTEM, await alertId(), new Date("2026-06-01T00:00:00Z"));
  expect(guide).toMatchObject({ best: "signed-in", stage: "R3" });
});

test("there are no uses of an alert that there is not", async () => {
  await expect(readUses(SYSTEM, "987654321")).rejects.toMatchObject({ code: "not-found" });
});
