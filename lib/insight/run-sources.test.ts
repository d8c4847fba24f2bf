import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask } from "@/test/ledger";
import { settle } from "@/test/settle";
import { readSources } from "./run-sources";
import { AlertSources } from "./sources-schema";

const store = databaseForFile();

/** 60 names in order, each from another address of two networks, ten seconds apart. */
const campaign: Attempt[] = Array.from({ length: 60 }, (_, index) => ({
  ip: `${index % 2 === 0 ? "203.0.113" : "198.51.100"}.${100 + index}`,
  name: `guess${String(index).padStart(3, "0")}@contoso.example`,
  code: index === 7 ? "50126" : "50034",
  agent: "axios/1.7",
  at: new Date(Date.parse("2026-03-20T09:10:00Z") + index * 10_000).toISOString(),
}));

test("a campaign names its sources, what learned most first, and where they sit close together", async () => {
  await ask(store().pool, campaign);
  await settle(store());
  const [alert] = (await listAlerts(SYSTEM, { rule: "RC-06" })).items;
  const sources = AlertSources.parse(await readSources(SYSTEM, alert?.id ?? ""));
  expect(sources.of).toBe(60);
  expect(sources.items[0]).toMatchObject({
    ...{ origin: "198.51.100.107", answer: "exists", confirmed: 1, names: 1, attempts: 1 },
    ...{ area: "198.51.100.0/24", firstSeen: "2026-03-20T09:11:10.000Z", kind: null },
  });
  expect(new Set(sources.items.slice(1).map(({ answer }) => answer))).toEqual(new Set(["absent"]));
  expect(sources.networks).toEqual([
    { area: "198.51.100.0/24", sources: 30 },
    { area: "203.0.113.0/24", sources: 30 },
  ]);
});

test("there are no sources of an alert that there is not", async () => {
  await expect(readSources(SYSTEM, "987654321")).rejects.toMatchObject({ code: "not-found" });
});
