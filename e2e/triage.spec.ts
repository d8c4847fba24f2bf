import { importRows, openAlertOf } from "./case";
import { scan } from "./exports";
import { expect, signIn, test } from "./fixture";

const FIRST = ["mira", "tomas", "ines", "olaf", "petra"];
const LAST = ["hartog", "lindqvist", "moreau", "szabo", "quist"];

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("the alert says what happened, and its timeline and names say who was asked and what they learned", async ({
  page,
  product,
}) => {
  const ip = "203.0.113.21";
  await importRows(product, scan(ip, new Date("2026-05-04T09:10:00Z"), { absent: 50, exists: 10 }));
  await openAlertOf(page, ip);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("60 names");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("10 exist");
  await expect(page.getByText("High Confidence Enumeration").first()).toBeVisible();
  await page.getByText("Table", { exact: true }).click();
  const minute = page.getByRole("table", { name: /Attempts/ });
  await expect(minute.getByRole("row").filter({ hasText: "09:10" })).toContainText("60");
  const names = page.getByRole("table", { name: /Names of the detections/ });
  await expect(names.getByRole("row").nth(1)).toContainText("Exists");
  await expect(names.getByRole("row")).toHaveCount(26);
  await page.getByRole("button", { name: "Show all 60 names" }).click();
  await expect(page.getByRole("region", { name: "Names of the detections" })).toContainText("guess.000@");
});

test("an analyst marks an alert benign with a category, and finds it so after a restart", async ({
  page,
  product,
}) => {
  test.setTimeout(120_000);
  const ip = "203.0.113.22";
  // Names of people, not of a series: no harmless picture suggests itself, and the analyst has to say which it is.
  const rows = scan(ip, new Date("2026-05-05T09:10:00Z"), { absent: 22 }).map((row, index) => ({
    ...row,
    userPrincipalName: `${FIRST[index % 5]}.${LAST[Math.floor(index / 5)]}@contoso.example`,
  }));
  await importRows(product, rows);
  await openAlertOf(page, ip);
  await page.getByRole("button", { name: "Mark benign…" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Close the alert" })).toBeDisabled();
  await dialog.getByLabel("Which picture does it fit?").first().click();
  await page.getByRole("option", { name: /penetration test/i }).click();
  await dialog.getByLabel("Comment").fill("Agreed test, ticket 4711.");
  await dialog.getByRole("button", { name: "Close the alert" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Agreed test, ticket 4711.").first()).toBeVisible();
  const address = page.url();
  await product.restart();
  await page.goto(address);
  await expect(page.getByText("Closed").first()).toBeVisible();
  await expect(page.getByText("Agreed test, ticket 4711.").first()).toBeVisible();
  await expect(page.getByText(/penetration test/i).first()).toBeVisible();
});

test("a closed alert comes back as new when the same origin asks for more", async ({ page, product }) => {
  const ip = "203.0.113.23";
  const at = new Date("2026-05-06T09:10:00Z");
  await importRows(product, scan(ip, at, { absent: 15 }));
  await openAlertOf(page, ip);
  await page.getByRole("button", { name: "True positive…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close the alert" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await importRows(product, scan(ip, new Date(at.getTime() + 3_600_000), { absent: 30 }));
  await page.reload();
  await expect(page.getByText(/since closed|since it was closed/i).first()).toBeVisible();
});

test("two analysts rule at once and the second is told", async ({ page, browser, product }) => {
  const ip = "203.0.113.24";
  await importRows(product, scan(ip, new Date("2026-05-07T09:10:00Z"), { absent: 18 }));
  const context = await browser.newContext({ baseURL: product.url });
  const other = await context.newPage();
  await signIn(other);
  await openAlertOf(page, ip);
  await openAlertOf(other, ip);
  await page.getByRole("button", { name: "True positive…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close the alert" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await other.getByLabel("Comment").first().fill("I think this is our scanner.");
  await other.getByRole("button", { name: "Save the comment" }).click();
  await expect(other.getByText("ruled while you were reading")).toBeVisible();
  await expect(other.getByLabel("Comment").first()).toHaveValue("I think this is our scanner.");
  await context.close();
});

test("the rule page runs the seed's query over a chosen range and stores nothing", async ({
  page,
  product,
}) => {
  const ip = "203.0.113.25";
  await importRows(product, scan(ip, new Date("2026-05-08T09:10:00Z"), { absent: 12 }));
  await page.goto("/rules/RC-01");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(page.getByText(/^Done; nothing was stored/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("row").filter({ hasText: ip })).toContainText("12");
});

test("hostile names stay text", async ({ page, product }) => {
  const ip = "203.0.113.26";
  const rows = scan(ip, new Date("2026-05-09T09:10:00Z"), { absent: 12 });
  const typed = ["<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "\u202Eevil", "a\u0000b"];
  const hostile = rows.map((row, i) => ({ ...row, ...(typed[i] ? { userPrincipalName: typed[i] } : {}) }));
  let dialogs = 0;
  page.on("dialog", async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await importRows(product, hostile);
  await openAlertOf(page, ip);
  const names = page.getByRole("table", { name: /Names of the detections/ });
  await expect(names.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
  await expect(names.getByText("U+0000")).toBeVisible();
  await expect(names.getByText("U+202E")).toBeVisible();
  await page.goto(`/origins/${ip}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(ip);
  expect(dialogs).toBe(0);
});
