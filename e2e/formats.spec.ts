import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { evtxFile } from "../test/evtx";
import { auditData, UAL_WRAPPINGS } from "../test/windows-exports";
import { failedLogon } from "../test/windows-messages";
import { expect, type Page, signIn, test } from "./fixture";

const receipt = (page: Page) => page.getByRole("region", { name: /Receipt/ });
let folder = "";

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-formats-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.beforeEach(async ({ page }) => {
  await signIn(page);
});

const audits = (n: number) =>
  Array.from({ length: n }, (_, index) =>
    auditData({
      ...{ id: `e2e-${n}-${index}`, at: `2026-03-03T10:15:${10 + index}.000Z`, error: "50126" },
      ...{ user: `user${index}@contoso.example`, address: "203.0.113.90" },
    }),
  );
const wrapped = (name: string, n: number) => UAL_WRAPPINGS[name]?.(audits(n)) ?? "";

/** Twelve names that a controller does not know, with numbers missing between the sixth and the seventh. */
const security = () =>
  evtxFile(
    Array.from({ length: 12 }, (_, index) => ({
      ...{ id: 4768, recordId: BigInt(index < 6 ? 100 + index : 200 + index) },
      at: Date.UTC(2026, 2, 3, 10, 0, index),
      data: [
        ["TargetUserName", `guess${index}`],
        ["TargetDomainName", "CORP"],
        ["Status", "0x6"],
        ["IpAddress", "::ffff:10.9.8.7"],
      ] as [string, string][],
    })),
  );

const viewer = () =>
  [
    "Keywords,Date and Time,Source,Event ID,Task Category",
    `Audit Failure,6/25/2026 5:33:09 PM,Microsoft-Windows-Security-Auditing,4625,Logon,"${failedLogon()}"`,
  ].join("\r\n");

/** What a colleague hands over: four logs in four formats, and a letter. */
function caseFolder(): string {
  const path = join(folder, "mixed");
  mkdirSync(join(path, "dc01"), { recursive: true });
  writeFileSync(join(path, "dc01", "Security.evtx"), security());
  writeFileSync(join(path, "purview.csv"), wrapped("Purview's CSV", 5));
  writeFileSync(join(path, "splunk.json"), wrapped("Splunk's result", 4));
  writeFileSync(join(path, "local.csv"), viewer());
  writeFileSync(
    join(path, "letter.txt"),
    "Dear colleague, attached is everything I have found so far.\nYours\n",
  );
  return path;
}

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: `mixed/${name}` }).click();
  await expect(receipt(page)).toContainText(name);
}

async function isClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

test("a folder of mixed logs is handed in, each receipt says what became of it, and a zone is corrected", async ({
  page,
}) => {
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await (await chooser).setFiles(caseFolder());
  await expect(page.getByRole("row").filter({ hasText: "mixed/letter.txt" })).toContainText("failed");
  for (const name of ["dc01/Security.evtx", "purview.csv", "splunk.json", "local.csv"])
    await expect(page.getByRole("row").filter({ hasText: `mixed/${name}` })).toHaveCount(1);

  await open(page, "dc01/Security.evtx");
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("12");
  await expect(receipt(page)).toContainText("Windows Security (EVTX)");
  await expect(receipt(page)).toContainText("the file's first bytes");
  await expect(receipt(page)).toContainText("Records 106 to 205 are missing");
  await expect(receipt(page)).toContainText("only the misses of such a scan");
  await expect(receipt(page)).not.toContainText("Which zone");
  await isClean(page, "receipt of EVTX");
  await page.screenshot({ path: "test-results/receipt-evtx.png", fullPage: true });

  await open(page, "purview.csv");
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("5");
  await expect(receipt(page)).toContainText("masks names that do not exist");
  await page.screenshot({ path: "test-results/receipt-ual.png", fullPage: true });

  await open(page, "splunk.json");
  await expect(receipt(page).getByRole("row", { name: /^Rows in the file/ })).toContainText("4");

  await open(page, "letter.txt");
  await expect(receipt(page).getByRole("alert")).toContainText(
    "This is text, but not a log that Rollcall reads",
  );

  await open(page, "local.csv");
  await expect(receipt(page)).toContainText("Which zone are these times of?");
  await expect(receipt(page)).toContainText("Events 25 Jun 2026, 17:33:09 UTC");
  await isClean(page, "receipt with a zone to give");
  await page.screenshot({ path: "test-results/receipt-zone.png", fullPage: true });
  await receipt(page).getByRole("button", { name: "Read again…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Zone of times that state none").fill("America/New_York");
  await dialog.getByRole("button", { name: "Read again" }).click();
  await expect(dialog).toBeHidden();
  await expect(receipt(page)).toContainText("Events 25 Jun 2026, 21:33:09 UTC");
  await expect(receipt(page)).not.toContainText("Which zone");
  await expect(receipt(page)).toContainText("read as America/New_York");
});
