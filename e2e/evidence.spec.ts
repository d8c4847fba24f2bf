import { readFileSync } from "node:fs";
import { importRows, openAlertOf } from "./case";
import { scan } from "./exports";
import { expect, signIn, test } from "./fixture";

test.beforeEach(async ({ page }) => signIn(page));

test("the exposure list is filtered, taken along as CSV, and leads to account and alert", async ({
  page,
  product,
}) => {
  const ip = "203.0.113.61";
  await importRows(product, scan(ip, new Date("2026-05-04T09:10:00Z"), { absent: 40, exists: 8 }));
  await page.goto("/exposure");
  const list = page.getByRole("table", { name: "Accounts that flagged origins know of" });
  await expect(list.getByRole("row").filter({ hasText: "staff.003@" })).toContainText(ip);
  await page.getByRole("navigation", { name: "Answer" }).getByRole("link", { name: "Signed in" }).click();
  await expect(page.getByText("No account is known to a flagged origin here")).toBeVisible();
  await page.goBack();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV of all" }).click();
  expect(readFileSync(await (await coming).path(), "utf8")).toContain("staff.003@contoso.example");
  const row = list.getByRole("row").filter({ hasText: "staff.003@" });
  await row.getByRole("link", { name: /^A-/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(ip);
  await page.goBack();
  await row.getByRole("link", { name: "staff.003@contoso.example" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("staff.003@contoso.example");
});

test("a step of the guide is ticked by name and stays ticked, and a hunt holds the alert's own address", async ({
  page,
  product,
}) => {
  const ip = "203.0.113.62";
  await importRows(product, scan(ip, new Date("2026-05-04T11:10:00Z"), { absent: 40, exists: 8 }));
  await openAlertOf(page, ip);
  const step = () => page.getByRole("checkbox", { name: /What did they learn/ });
  await step().click();
  await expect(step()).toBeChecked();
  await expect(page.getByText(/^1 of 1\d$/)).toBeVisible();
  await page.reload();
  await expect(step()).toBeChecked();
  const hunts = page.getByRole("region", { name: "Hunt on in Sentinel" });
  await hunts.getByText("What this source learned", { exact: true }).click();
  const query = hunts.locator("pre").filter({ hasText: "What this source learned" });
  await expect(query).toBeVisible();
  await expect(query).toContainText(ip);
});

test("a rule is taken along as Sentinel YAML and as Sigma", async ({ page }) => {
  await page.goto("/rules/RC-04");
  for (const [name, holds] of [
    ["Microsoft Sentinel", "kind: Scheduled"],
    ["Sigma", "correlation:"],
  ] as const) {
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    expect(readFileSync(await (await coming).path(), "utf8")).toContain(holds);
  }
});

test("a directory is uploaded, says what it holds, and is removed again", async ({ page }) => {
  await page.goto("/settings");
  const directory = page.getByRole("region", { name: "Directory" });
  const chosen = page.waitForEvent("filechooser");
  await directory.getByRole("button", { name: "Upload a directory" }).click();
  const buffer = Buffer.from(
    "userPrincipalName,accountEnabled\nada@contoso.example,true\nben@contoso.example,false\n",
  );
  await (await chosen).setFiles({ name: "users.csv", mimeType: "text/csv", buffer });
  await expect(directory).toContainText("users.csv");
  await directory.getByRole("button", { name: "Remove the directory" }).click();
  await expect(directory).toContainText("All 2 accounts go");
  await directory.getByRole("button", { name: "Remove it" }).click();
  await expect(directory.getByRole("button", { name: "Upload a directory" })).toBeVisible();
});

test("a threshold has a name and a unit, and its change is kept with the reason", async ({ page }) => {
  await page.goto("/rules/RC-05");
  const form = page.getByRole("region", { name: "Thresholds" });
  const field = form.getByRole("textbox", { name: "Within 24 hours" });
  await expect(field).toHaveValue("15 names");
  await field.fill("16");
  await form.getByRole("textbox", { name: "Reason" }).fill("A busy front desk");
  await form.getByRole("button", { name: "Set thresholds" }).click();
  await expect(form).toContainText("Within 24 hours 16 names");
  await expect(form).toContainText("A busy front desk");
});

test("a printed exposure list is light and says what it holds", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/exposure?answer=exists");
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  await expect(page.getByText(/^Rollcall, accounts known to flagged origins; exists; as of/)).toBeVisible();
  const ground = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--rc-surface").trim(),
  );
  expect(ground.toUpperCase()).toBe("#FFFFFF");
});
