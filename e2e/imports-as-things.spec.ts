import AxeBuilder from "@axe-core/playwright";
import { importFile } from "./case";
import { ndjson, scan } from "./exports";
import { expect, type Page, signIn, test } from "./fixture";

const receipt = (page: Page) => page.getByRole("region", { name: /Receipt/ });

async function isClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

/** An upload that never ends by itself: a row every tenth of a second. */
function trickle(): ReadableStream<Uint8Array> {
  const [row] = scan("203.0.113.50", new Date("2026-05-10T09:10:00Z"), { absent: 1 });
  return new ReadableStream({
    async pull(controller) {
      await new Promise((next) => setTimeout(next, 100));
      controller.enqueue(new Uint8Array(ndjson([row ?? {}])));
    },
  });
}

test("an analyst cancels an import that is on its way, and the sender is told", async ({ page, product }) => {
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${await product.apiKey("ingest")}` },
    body: trickle(),
    duplex: "half",
  } as RequestInit;
  const sending = fetch(`${product.url}/api/v1/imports?filename=endless.json`, init);
  await page.goto("/imports");
  const running = page.getByRole("region", { name: /Receiving endless.json/ });
  await running.getByRole("button", { name: "Cancel" }).click();
  await expect(receipt(page)).toContainText("endless.json");
  await expect(receipt(page)).toContainText("Cancelled by");
  await expect(receipt(page).getByRole("button", { name: "Try again" })).toHaveCount(0);
  expect((await sending).status).toBe(422);
});

test("removing an import says what it means, and rows that another file shares stay", async ({
  page,
  product,
}) => {
  const rows = scan("203.0.113.51", new Date("2026-05-11T09:10:00Z"), { absent: 40 });
  const first = await importFile(product, "first.json", ndjson(rows.slice(0, 30)));
  const second = await importFile(product, "second.json", ndjson(rows.slice(20)));
  await page.goto(`/imports?import=${second}`);
  await expect(receipt(page).getByRole("row", { name: /^Duplicate/ })).toContainText("10");
  await page.goto(`/imports?import=${first}`);
  await expect(receipt(page)).toContainText("first.json");
  const open = receipt(page).getByRole("button", { name: "Remove…" });
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("30 events");
  await expect(dialog).toContainText("second.json");
  await isClean(page, "remove dialog");
  await page.screenshot({ path: "test-results/remove-dialog.png" });
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await open.click();
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByRole("link", { name: "first.json" })).toHaveCount(0);
  await page.goto(`/imports?import=${second}`);
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("20");
  await page.goto("/alerts?origin=203.0.113.51");
  await expect(page.getByRole("row").filter({ hasText: "203.0.113.51" }).first()).toContainText("20");
});

test("a wrong zone is corrected by reading the file again", async ({ page, product }) => {
  const rows = scan("203.0.113.52", new Date("2026-05-12T09:10:00Z"), { absent: 15 }).map((row) => ({
    ...row,
    createdDateTime: String(Object(row).createdDateTime).replace("Z", ""),
  }));
  const id = await importFile(product, "local.json", ndjson(rows));
  await page.goto(`/imports?import=${id}`);
  await expect(receipt(page)).toContainText("Events 12 May 2026, 09:10:00 UTC");
  await expect(receipt(page)).toContainText("read as UTC");
  await isClean(page, "receipt");
  await page.screenshot({ path: "test-results/receipt.png", fullPage: true });
  await receipt(page).getByRole("button", { name: "Read again…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Zone of times that state none").fill("Mars/Base");
  await dialog.getByRole("button", { name: "Read again" }).click();
  await expect(dialog.getByRole("alert")).toContainText("no time zone called Mars/Base");
  await isClean(page, "replay dialog");
  await page.screenshot({ path: "test-results/replay-dialog.png" });
  await dialog.getByLabel("Zone of times that state none").fill("Asia/Kathmandu");
  await dialog.getByRole("button", { name: "Read again" }).click();
  await expect(dialog).toBeHidden();
  await expect(receipt(page)).toContainText("Events 12 May 2026, 03:25:00 UTC");
  await expect(receipt(page)).toContainText("read as Asia/Kathmandu");
});

test("an administrator sets the limits, and a larger upload is refused with words", async ({
  page,
  product,
}) => {
  await page.goto("/settings");
  await isClean(page, "settings");
  await page.screenshot({ path: "test-results/settings.png" });
  const field = page.getByLabel("Largest upload (MiB)");
  const before = await field.inputValue();
  await field.fill("1");
  await page.getByRole("button", { name: "Save the limits" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  const answer = await fetch(`${product.url}/api/v1/imports?filename=big.json`, {
    method: "POST",
    headers: { authorization: `Bearer ${await product.apiKey("ingest")}` },
    body: new Uint8Array(2 * 1024 * 1024).fill(120),
  });
  expect(answer.status).toBe(413);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect((await answer.json()).detail).toContain("Largest upload");
  await field.fill(before);
  await page.getByRole("button", { name: "Save the limits" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
});
