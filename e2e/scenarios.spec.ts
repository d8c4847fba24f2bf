import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scenarioOf } from "../bench/range/scenarios";
import { writeScenario } from "../bench/range/write";
import { importFile } from "./case";
import { expect, signIn, test } from "./fixture";

test.beforeEach(async ({ page }) => signIn(page));

for (const [scenario, rule, words] of [
  ["slow", "RC-05", "Sign-in failures across"],
  ["reset-look-only", "RC-11", "Password reset walked for"],
] as const) {
  test(`an export of ${scenario} stands on the imports page, and its alert of ${rule} in the list`, async ({
    page,
    product,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-scenario-"));
    await writeScenario(folder, scenarioOf(scenario, 3), { form: "ndjson", seed: 3 });
    const files = readdirSync(folder).filter((name) => /^(sign-ins|audits)/.test(name));
    for (const name of files)
      await importFile(product, `${scenario}-${name}`, readFileSync(join(folder, name)));
    rmSync(folder, { recursive: true });
    await page.goto("/imports");
    await expect(page.getByText(`${scenario}-${files[0]}`).first()).toBeVisible();
    await page.goto(`/alerts?rule=${rule}`);
    await page.getByRole("link", { name: words }).first().click();
    await expect(page.getByRole("region", { name: "What the rules say" })).toContainText(rule);
    await expect(page.getByRole("region", { name: /^Why/ })).toContainText("by size");
  });
}
