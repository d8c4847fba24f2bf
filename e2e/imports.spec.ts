import { gzipSync } from "node:zlib";
import { graphSignIn, ndjson, scan } from "./exports";
import { expect, type Page, signIn, test } from "./fixture";

const drop = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel("Log exports to upload").setInputFiles({ name, mimeType: "application/json", buffer });

const receipt = (page: Page) => page.getByRole("region", { name: /Receipt/ });

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("an analyst drops an export, watches it being read, and the receipt adds up", async ({ page }) => {
  await page.goto("/imports");
  const rows = scan("203.0.113.10", new Date("2026-03-02T10:05:00Z"), { absent: 40 });
  const file = Buffer.concat([ndjson(rows), ndjson(rows.slice(0, 5)), Buffer.from('{"id": "cut\n')]);
  await drop(page, "march.json.gz", gzipSync(file));
  await expect(receipt(page)).toContainText("march.json.gz");
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("40");
  await expect(receipt(page).getByRole("row", { name: /^Duplicate/ })).toContainText("5");
  await expect(receipt(page).getByRole("row", { name: /^Rejected/ })).toContainText("1");
  await expect(receipt(page).getByRole("row", { name: "Rows in the file" })).toContainText("46");
  await expect(receipt(page)).toContainText("Adds up");
  await expect(page.getByText("broken JSON").first()).toBeVisible();
});

test("the same file again says which import it repeats", async ({ page }) => {
  await page.goto("/imports");
  const file = ndjson(scan("203.0.113.11", new Date("2026-03-03T10:05:00Z"), { absent: 12 }));
  await drop(page, "first.json", file);
  await expect(receipt(page)).toContainText("first.json");
  await drop(page, "second.json", file);
  await expect(receipt(page)).toContainText("second.json");
  await expect(receipt(page).getByText("Same file as")).toBeVisible();
  await expect(receipt(page).getByRole("row", { name: /^Duplicate/ })).toContainText("12");
});

test("a file that is no log is refused with its reason and what to export instead", async ({ page }) => {
  await page.goto("/imports");
  const picture = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  await drop(page, "signins.json", picture);
  const failed = page.getByRole("alert").filter({ hasText: /picture|image|PNG/i });
  await expect(failed.first()).toBeVisible();
  await expect(failed.first()).toContainText(/export/i);
});

test("a broken array keeps what was whole and names the byte where it broke", async ({ page }) => {
  await page.goto("/imports");
  const rows = scan("203.0.113.12", new Date("2026-03-04T10:05:00Z"), { absent: 20 });
  const whole = JSON.stringify(rows);
  await drop(page, "cut.json", Buffer.from(whole.slice(0, whole.length - 300)));
  await expect(page.getByRole("alert").filter({ hasText: /byte/ }).first()).toBeVisible();
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("19");
});

test("a 30 MB upload arrives whole", async ({ page }) => {
  test.setTimeout(180_000);
  const from = Date.parse("2026-04-01T00:00:00Z");
  const rows = Array.from({ length: 36_000 }, (_, i) =>
    graphSignIn({
      at: new Date(from + i * 1000),
      ip: `198.51.100.${i % 200}`,
      name: `u${i}@contoso.example`,
      code: 0,
    }),
  );
  const file = ndjson(rows.map((row) => ({ ...row, padding: "x".repeat(250) })));
  expect(file.length).toBeGreaterThan(30 * 1024 * 1024);
  await page.goto("/imports");
  await drop(page, "thirty.json", file);
  await expect(receipt(page)).toContainText("thirty.json", { timeout: 120_000 });
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("36,000");
  await expect(receipt(page)).toContainText(file.length.toLocaleString("en"));
});

test("sample data comes with one click, is marked as synthetic, and leaves with one click", async ({
  page,
}) => {
  await page.goto("/imports");
  await page.getByRole("button", { name: "Load sample data" }).click();
  await expect(page.getByRole("button", { name: "Remove sample data" })).toBeVisible();
  await expect(page.getByText("synthetic").first()).toBeVisible();
  await expect(async () => {
    await page.goto("/alerts");
    await expect(page.getByRole("row").filter({ hasText: "synthetic" }).first()).toBeVisible({
      timeout: 1000,
    });
  }).toPass({ timeout: 30_000 });
  await page.goto("/imports");
  await page.getByRole("button", { name: "Remove sample data" }).click();
  await expect(page.getByRole("button", { name: "Load sample data" })).toBeVisible();
  await page.goto("/alerts");
  await expect(page.getByText("synthetic")).toHaveCount(0);
});
