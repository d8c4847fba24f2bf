import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { graphSignIn, ndjson, scan } from "./exports";
import { expect, type Page, type Product, signIn, test } from "./fixture";

/** Imports rows through the API and waits until their alerts are there. */
async function importRows(product: Product, rows: object[]): Promise<void> {
  const authorization = `Bearer ${await product.apiKey("ingest,read")}`;
  const sent = await fetch(`${product.url}/api/v1/imports?filename=rows.json`, {
    method: "POST",
    headers: { authorization },
    body: new Uint8Array(ndjson(rows)),
  });
  expect(sent.status).toBe(202);
  const { id } = await sent.json();
  await expect(async () => {
    const answer = await fetch(`${product.url}/api/v1/imports/${id}`, { headers: { authorization } });
    expect((await answer.json()).status).toBe("done");
  }).toPass({ timeout: 60_000 });
}

const table = (page: Page) => page.getByRole("table", { name: /Events/ });
const found = (page: Page) => page.getByRole("region", { name: "Events found" }).getByRole("status");

async function addFilter(page: Page, field: string, value: string): Promise<void> {
  await page.getByRole("combobox", { name: "Search by" }).click();
  await page.getByRole("option", { name: field, exact: true }).click();
  await page.getByRole("textbox", { name: field, exact: true }).fill(value);
  await page.getByRole("button", { name: "Add filter" }).click();
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("an analyst narrows events down, opens one and sees the record it was read from", async ({
  page,
  product,
}) => {
  const at = new Date("2026-06-01T09:10:00Z");
  await importRows(product, scan("203.0.113.61", at, { absent: 40, exists: 6 }));
  await page.goto("/events");
  await expect(page.getByText(/^All data,/)).toBeVisible();
  await addFilter(page, "Origin", "203.0.113.60/30");
  await expect(found(page)).toHaveText("46 events");
  await expect(page).toHaveURL(/origin=203\.0\.113\.60%2F30/);
  await page.getByRole("button", { name: "Only Answer Exists" }).click();
  await expect(found(page)).toHaveText("6 events");
  await expect(table(page).getByRole("row")).toHaveCount(7);
  await page.getByRole("button", { name: "Without Answer Exists" }).click();
  await expect(found(page)).toHaveText("40 events");
  await page.getByRole("button", { name: "Remove filter Answer not Exists" }).click();
  await addFilter(page, "Account", "STAFF.003@contoso.example");
  await expect(found(page)).toHaveText("1 event");
  const address = page.url();
  await table(page).getByRole("button").first().focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Event" });
  await expect(panel).toContainText("50056");
  await expect(panel).toContainText("python-requests/2.32");
  await expect(panel.getByRole("link", { name: /^A-\d+/ })).toBeVisible();
  await panel.getByRole("button", { name: "Show the original record" }).click();
  await expect(panel.getByRole("region", { name: "Text of the original record" })).toContainText(
    '"userPrincipalName":"staff.003@contoso.example"',
  );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^event-\d+-\d+\.json$/);
  expect(JSON.parse(await readFile(await file.path(), "utf8")).userPrincipalName).toBe(
    "staff.003@contoso.example",
  );
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await page.goto(address);
  await expect(found(page)).toHaveText("1 event");
});

test("a search is taken along as CSV and as lines of JSON, formulas harmless", async ({ page, product }) => {
  const rows = scan("203.0.113.62", new Date("2026-06-02T09:10:00Z"), { absent: 130 });
  const typed = "=cmd|' /C calc'!A0";
  await importRows(
    product,
    rows.map((row, i) => (i === 7 ? { ...row, userPrincipalName: typed } : row)),
  );
  await page.goto("/events?origin=203.0.113.62");
  await expect(found(page)).toHaveText("130 events");
  const take = async (name: string) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: `Export these events as ${name}` }).click(),
    ]);
    return readFile(await file.path(), "utf8");
  };
  const lines = (await take("NDJSON")).trim().split("\n");
  expect(lines).toHaveLength(130);
  const csv = (await take("CSV")).trim().split("\r\n");
  expect(csv).toHaveLength(131);
  expect(csv[0]?.replace("\uFEFF", "").split(",")).toEqual(Object.keys(JSON.parse(lines[0] ?? "{}")));
  expect(csv.find((line) => line.includes("calc"))).toContain(`'=cmd`);
  await expect(table(page).getByRole("row")).toHaveCount(101);
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(table(page).getByRole("row")).toHaveCount(31);
});

test("an account's page says who asked for it and what they learned", async ({ page, product }) => {
  const name = "vera+1@contoso.example";
  const at = (minute: number) => new Date(Date.UTC(2026, 5, 3, 9, minute));
  await importRows(product, [
    ...scan("203.0.113.63", at(0), { absent: 15 }),
    graphSignIn({ at: at(1), ip: "203.0.113.63", name, code: 50126 }),
    graphSignIn({ at: at(2), ip: "203.0.113.64", name: "Vera+1@contoso.example", code: 0 }),
  ]);
  await page.goto("/events?origin=203.0.113.63&code=50126");
  await table(page).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    "2 origins asked for vera+1@contoso.example",
  );
  await expect(page.getByRole("heading", { level: 1 })).toContainText("somebody signed in");
  const rows = page.getByRole("region", { name: "Table of the origins that asked" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("203.0.113.64");
  await expect(rows.nth(2)).toContainText("Exists");
  await expect(rows.nth(2).getByRole("link", { name: /^A-\d+/ })).toBeVisible();
  await page.goto("/accounts/nobody%40contoso.example");
  await expect(page.getByText("There is nothing under this address")).toBeVisible();
});

test("a hostile record stays text, and a search that nothing fits says so", async ({ page, product }) => {
  const [row] = scan("203.0.113.65", new Date("2026-06-04T09:10:00Z"), { absent: 1 });
  let dialogs = 0;
  page.on("dialog", async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await importRows(product, [{ ...row, userAgent: "<script>alert(1)</script>", appDisplayName: "a\u202Eb" }]);
  await page.goto("/events?origin=203.0.113.65");
  await table(page).getByRole("button").first().click();
  const panel = page.getByRole("dialog", { name: "Event" });
  await panel.getByRole("button", { name: "Show the original record" }).click();
  const original = panel.getByRole("region", { name: "Text of the original record" });
  await expect(original).toContainText("<script>alert(1)</script>");
  await expect(original.getByText("U+202E")).toBeVisible();
  expect(dialogs).toBe(0);
  await page.goto("/events?account=nobody");
  await expect(page.getByText("No event matches")).toBeVisible();
  await page.goto("/events?origin=203.0.113.0/99");
  await expect(page.getByRole("alert").filter({ hasText: "is no range" })).toBeVisible();
});

for (const scheme of ["dark", "light"] as const) {
  test(`the events and account pages are usable by screen reader, in the ${scheme} theme`, async ({
    page,
    product,
  }) => {
    const ip = scheme === "dark" ? "203.0.113.66" : "203.0.113.67";
    await importRows(product, scan(ip, new Date("2026-06-05T09:10:00Z"), { absent: 15, exists: 2 }));
    await page.emulateMedia({ colorScheme: scheme });
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(grave.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`)).toEqual([]);
    };
    await page.goto(`/events?origin=${ip}&answer=!absent`);
    await expect(table(page).getByRole("row")).toHaveCount(3);
    await expect(page.getByRole("button", { name: "Only Answer Exists" })).toBeVisible();
    await check("events");
    await page.screenshot({ path: `test-results/events-${scheme}.png` });
    await table(page).getByRole("button").first().click();
    await page.getByRole("button", { name: "Show the original record" }).click();
    await expect(page.getByRole("region", { name: "Text of the original record" })).toBeVisible();
    await check("event");
    await page.screenshot({ path: `test-results/event-${scheme}.png` });
    await page.goto("/accounts/staff.000%40contoso.example");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("staff.000");
    await check("account");
    await page.screenshot({ path: `test-results/account-${scheme}.png` });
  });
}
