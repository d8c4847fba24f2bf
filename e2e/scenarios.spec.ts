import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scenarioOf } from "../bench/range/scenarios";
import { writeScenario } from "../bench/range/write";
import { importFile } from "./case";
import { expect, type Product, signIn, test } from "./fixture";

test.beforeEach(async ({ page }) => signIn(page));

/** Sends a scenario's log files as exports arrive; returns the names that their imports got. */
async function importScenario(product: Product, scenario: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-scenario-"));
  await writeScenario(folder, scenarioOf(scenario, 3), { form: "ndjson", seed: 3 });
  const files = readdirSync(folder).filter((name) => /^(sign-ins|audits)/.test(name));
  for (const name of files)
    await importFile(product, `${scenario}-${name}`, readFileSync(join(folder, name)));
  rmSync(folder, { recursive: true });
  return files.map((name) => `${scenario}-${name}`);
}

for (const [scenario, rule, words] of [
  ["slow", "RC-05", "Sign-in failures across"],
  ["reset-look-only", "RC-11", "Password reset walked for"],
] as const) {
  test(`an export of ${scenario} stands on the imports page, and its alert of ${rule} in the list`, async ({
    page,
    product,
  }) => {
    const [first = ""] = await importScenario(product, scenario);
    await page.goto("/imports");
    await expect(page.getByText(first).first()).toBeVisible();
    await page.goto(`/alerts?rule=${rule}`);
    await page.getByRole("link", { name: words }).first().click();
    await expect(page.getByRole("region", { name: "What the rules say" })).toContainText(rule);
    await expect(page.getByRole("region", { name: /^Why/ })).toContainText("by size");
  });
}

test("an alert of a scan that got in names the account, the sign-in, its time and the stage it calls for", async ({
  page,
  product,
}) => {
  await importScenario(product, "enumeration-success");
  await page.goto("/alerts?rule=RC-10");
  await page
    .getByRole("link", { name: /Sign-in failures across 40/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Then it signed in as");
  const used = page.getByRole("table", { name: "Table of what was done with the accounts" });
  const row = used.getByRole("row").filter({ hasText: "Signed in" }).first();
  await expect(row).toContainText("known since 3 Mar 2026");
  await expect(row).toContainText("3 Mar 2026, 02:59:00 UTC");
  await expect(row).toContainText("a source of this alert");
  await expect(page.getByRole("heading", { name: "Playbook R3" })).toBeVisible();
  await page.getByRole("link", { name: "As exposure list" }).click();
  await expect(page.getByRole("table", { name: "Accounts that flagged origins know of" })).toContainText(
    "Signed in",
  );
});

test("an alert of a campaign lists its sources and draws the order of its list", async ({
  page,
  product,
}) => {
  await importScenario(product, "fire-prox");
  await page.goto("/alerts?rule=RC-06");
  await page
    .getByRole("link", { name: /Sign-in failures across/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Many sources together");
  const sources = page.getByRole("region", { name: "From where" });
  await expect(sources.getByRole("table")).toContainText("Exists");
  await sources.getByRole("button", { name: /^Show \d+/ }).click();
  await expect(sources.getByRole("row").nth(100)).toBeVisible();
  await expect(page.getByRole("img", { name: /A plot of the order/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Table of the orders" })).toContainText(
    "a list in this order",
  );
});
