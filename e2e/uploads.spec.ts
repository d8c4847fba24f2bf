import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { ndjson, scan } from "./exports";
import { expect, type Page, type Product, signIn, test } from "./fixture";

const MIB = 1024 * 1024;
const ROWS = 400;
const receipt = (page: Page) => page.getByRole("region", { name: /Receipt/ });

let folder = "";

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-uploads-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.beforeEach(async ({ page }) => {
  await signIn(page);
});
test.afterEach(async ({ product }) => {
  // Nothing of an upload stays in the spool but while it is on its way.
  const spool = join(product.data, "spool");
  await expect.poll(() => (existsSync(spool) ? readdirSync(spool) : [])).toEqual([]);
});

/** An export of 28 MB: four pieces. */
function bigFile(name: string, ip: string): { path: string; bytes: number } {
  const rows = scan(ip, new Date("2026-06-02T09:00:00Z"), { absent: ROWS });
  const path = join(folder, name);
  writeFileSync(path, ndjson(rows.map((row) => ({ ...row, padding: "x".repeat(70_000) }))));
  return { path, bytes: statSync(path).size };
}

/** A line that takes two seconds for a piece; what it returns cuts it and mends it. */
async function slowLine(page: Page): Promise<(offline: boolean) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const set = async (offline: boolean) => {
    await session.send("Network.emulateNetworkConditions", {
      ...{ offline, latency: 0, downloadThroughput: -1, uploadThroughput: 4 * MIB },
    });
  };
  await set(false);
  return set;
}

/** Where each piece began that the page sent, and how many were answered. */
function watchPieces(page: Page) {
  const offsets: number[] = [];
  let answered = 0;
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
  });
  page.on("response", (response) => {
    if (response.request().method() === "PATCH" && response.status() === 204) answered += 1;
  });
  return {
    offsets,
    untilAnswered: (count: number) => expect.poll(() => answered).toBeGreaterThanOrEqual(count),
  };
}

const choose = (page: Page, path: string) => page.getByLabel("Log exports to upload").setInputFiles(path);

async function expectWhole(page: Page, name: string, bytes: number): Promise<void> {
  await expect(receipt(page)).toContainText(name, { timeout: 90_000 });
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText(String(ROWS));
  await expect(receipt(page)).toContainText(bytes.toLocaleString("en"));
}

async function isClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

const importsOf = async (product: Product, name: string) => {
  const headers = { authorization: `Bearer ${await product.apiKey("read")}` };
  const answer = await fetch(`${product.url}/api/v1/imports`, { headers });
  const { items } = await answer.json();
  return items.filter(({ filename }: { filename: string }) => filename === name);
};

test("the network is lost at half, and the upload goes on by itself when it is back", async ({ page }) => {
  const { path, bytes } = bigFile("lost-line.json", "203.0.113.81");
  await page.goto("/imports");
  const cut = await slowLine(page);
  const pieces = watchPieces(page);
  await choose(page, path);
  await pieces.untilAnswered(2);
  await cut(true);
  const halted = page.getByRole("region", { name: "Waiting to upload lost-line.json" });
  await expect(halted).toContainText("The connection is lost.");
  await page.screenshot({ path: "test-results/upload-halted.png", fullPage: true });
  const before = pieces.offsets.length;
  await cut(false);
  await expectWhole(page, "lost-line.json", bytes);
  expect(pieces.offsets[before]).toBeGreaterThanOrEqual(16 * MIB);
});

test("after a reload the page names what was interrupted, and the file that is chosen again goes on", async ({
  page,
}) => {
  const { path, bytes } = bigFile("reloaded.json", "203.0.113.82");
  await page.goto("/imports");
  await slowLine(page);
  const first = watchPieces(page);
  await choose(page, path);
  await first.untilAnswered(1);
  await page.reload();
  const interrupted = page.getByRole("region", {
    name: "1 upload was interrupted: choose the file again to go on",
  });
  await expect(interrupted).toContainText("reloaded.json");
  await expect(interrupted).toContainText("arrived");
  await expect(page.getByRole("region", { name: /(Receiving|Paused:) reloaded.json/ })).toHaveCount(0);
  await isClean(page, "interrupted");
  await page.screenshot({ path: "test-results/upload-interrupted.png", fullPage: true });
  first.offsets.length = 0;
  await choose(page, path);
  await expectWhole(page, "reloaded.json", bytes);
  expect(first.offsets[0]).toBeGreaterThanOrEqual(8 * MIB);
  await expect(interrupted).toHaveCount(0);
});

test("an interrupted upload is given up, and its bytes go", async ({ page, product }) => {
  const { path } = bigFile("given-up.json", "203.0.113.83");
  await page.goto("/imports");
  await slowLine(page);
  const pieces = watchPieces(page);
  await choose(page, path);
  await pieces.untilAnswered(1);
  await page.reload();
  await page.getByRole("button", { name: "Give up given-up.json" }).click();
  await expect(page.getByText("was interrupted")).toHaveCount(0);
  const [item] = await importsOf(product, "given-up.json");
  expect(item).toMatchObject({ status: "failed", error: expect.stringContaining("Cancelled by") });
});

test("an upload is paused, others see that it is, and it is resumed", async ({ page, product, browser }) => {
  const { path, bytes } = bigFile("paused.json", "203.0.113.84");
  await page.goto("/imports");
  await slowLine(page);
  const pieces = watchPieces(page);
  await choose(page, path);
  await pieces.untilAnswered(1);
  await page.getByRole("button", { name: "Pause paused.json" }).click();
  await expect(page.getByRole("region", { name: "Paused: paused.json" })).toBeVisible();
  const sent = pieces.offsets.length;
  await expect
    .poll(async () => (await importsOf(product, "paused.json"))[0]?.isPaused, { timeout: 30_000 })
    .toBe(true);
  const elsewhere = await browser.newContext({ baseURL: product.url });
  const other = await elsewhere.newPage();
  await signIn(other);
  await other.goto("/imports");
  const seen = other.getByRole("region", { name: "Paused: paused.json" });
  await expect(seen).toContainText("of 28.3 MB");
  await isClean(other, "paused");
  await other.screenshot({ path: "test-results/upload-paused-seen.png", fullPage: true });
  await elsewhere.close();
  expect(pieces.offsets.length).toBe(sent);
  await page.screenshot({ path: "test-results/upload-paused.png", fullPage: true });
  await page.getByRole("button", { name: "Resume paused.json" }).click();
  await expectWhole(page, "paused.json", bytes);
});

/** Kills the process that serves the pages, as an operator's OOM killer would; Rollcall stops, and is started again. */
async function killWeb(product: Product): Promise<void> {
  const { pid } = product.process;
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const web = stdout
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .find((match) => Number(match?.[2]) === pid && /next/.test(match?.[3] ?? ""));
  expect(web, stdout).toBeTruthy();
  const gone = once(product.process, "exit");
  process.kill(Number(web?.[1]), "SIGKILL");
  await gone;
  await product.start();
}

test("an upload goes on after the process that took it was killed and Rollcall started again", async ({
  page,
  product,
}) => {
  const { path, bytes } = bigFile("restarted.json", "203.0.113.85");
  await page.goto("/imports");
  await slowLine(page);
  const pieces = watchPieces(page);
  await choose(page, path);
  await pieces.untilAnswered(1);
  await killWeb(product);
  await expectWhole(page, "restarted.json", bytes);
  expect(await importsOf(product, "restarted.json")).toHaveLength(1);
});

test("two tabs with one file send it one after the other, and leave nothing behind", async ({
  page,
  product,
}) => {
  const { path, bytes } = bigFile("twice.json", "203.0.113.86");
  const other = await page.context().newPage();
  await other.goto("/imports");
  await page.goto("/imports");
  await slowLine(page);
  const pieces = watchPieces(page);
  await choose(page, path);
  await pieces.untilAnswered(1);
  await choose(other, path);
  await expect(other.getByText("The same file is being sent already")).toBeVisible();
  await expectWhole(page, "twice.json", bytes);
  await expect(receipt(other).getByText("Same file as")).toBeVisible({ timeout: 60_000 });
  await expect(receipt(other).getByRole("row", { name: /^Duplicate/ })).toContainText(String(ROWS));
  expect(await importsOf(product, "twice.json")).toHaveLength(2);
  await other.close();
});

/** A case folder as colleagues hand it over: exports in folders of hosts, and what systems leave there. */
function caseFolder(name: string, ip: string): string {
  const path = join(folder, name);
  const rows = scan(ip, new Date("2026-06-03T09:00:00Z"), { absent: 30 });
  mkdirSync(join(path, "hosts", "dc01"), { recursive: true });
  mkdirSync(join(path, "hosts", "dc02"), { recursive: true });
  writeFileSync(join(path, "all.json"), ndjson(rows.slice(0, 10)));
  writeFileSync(join(path, "hosts", "dc01", "part.json"), ndjson(rows.slice(10, 20)));
  writeFileSync(join(path, "hosts", "dc02", "part.json"), ndjson(rows.slice(20)));
  writeFileSync(join(path, "hosts", "picture.png"), Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
  writeFileSync(join(path, "hosts", "empty.csv"), "");
  writeFileSync(join(path, ".DS_Store"), "x");
  writeFileSync(join(path, "hosts", "Thumbs.db"), "x");
  return path;
}

async function expectFolder(page: Page, name: string): Promise<void> {
  for (const file of ["all.json", "hosts/dc01/part.json", "hosts/dc02/part.json"])
    await expect(page.getByRole("row").filter({ hasText: `${name}/${file}` })).toContainText("10");
  await expect(page.getByRole("row").filter({ hasText: `${name}/hosts/picture.png` })).toContainText(
    "failed",
  );
  const skipped = page.getByRole("region", { name: "3 files were not sent" });
  await expect(skipped).toContainText(`${name}/hosts/empty.csv`);
  await expect(skipped).toContainText("0 bytes");
  await expect(skipped).toContainText(`${name}/hosts/Thumbs.db`);
  await expect(skipped).toContainText(`${name}/.DS_Store`);
}

test("a folder of mixed files is dropped: each is read, and what is skipped is said", async ({ page }) => {
  const path = caseFolder("dropped-case", "203.0.113.87");
  await page.goto("/imports");
  const box = await page.getByText("Drop log exports or a folder").boundingBox();
  const at = { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 5 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await expectFolder(page, "dropped-case");
  await isClean(page, "dropped folder");
  await page.screenshot({ path: "test-results/upload-folder.png", fullPage: true });
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("files were not sent")).toHaveCount(0);
});

test("a folder is chosen by a button, without a mouse to drop it", async ({ page }) => {
  const path = caseFolder("chosen-case", "203.0.113.88");
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a folder" }).focus();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(path);
  await expectFolder(page, "chosen-case");
});

test("a body of more than 10 MB arrives whole, in one piece of an upload and as a plain POST", async ({
  product,
}) => {
  const { bytes } = bigFile("unused.json", "203.0.113.89");
  const rows = scan("203.0.113.89", new Date("2026-06-04T09:00:00Z"), { absent: ROWS });
  const body = new Uint8Array(ndjson(rows.map((row) => ({ ...row, padding: "x".repeat(70_000) }))));
  expect(body.length).toBe(bytes);
  const authorization = `Bearer ${await product.apiKey("ingest,read")}`;
  const tus = { authorization, "tus-resumable": "1.0.0" };
  const begun = await fetch(`${product.url}/api/v1/uploads`, {
    method: "POST",
    headers: { ...tus, "upload-length": String(bytes), "upload-metadata": `filename ${btoa("script.json")}` },
  });
  expect(begun.status).toBe(201);
  const sent = await fetch(new URL(begun.headers.get("location") ?? "", product.url), {
    method: "PATCH",
    headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body,
  });
  expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, String(bytes)]);
  const posted = await fetch(`${product.url}/api/v1/imports?filename=posted.json`, {
    ...{ method: "POST", headers: { authorization }, body },
  });
  expect(posted.status).toBe(202);
  for (const [name, kind] of [
    ["script.json", "accepted"],
    ["posted.json", "duplicate"],
  ] as const)
    await expect
      .poll(async () => (await importsOf(product, name))[0]?.rows[kind], { timeout: 60_000 })
      .toBe(ROWS);
});
