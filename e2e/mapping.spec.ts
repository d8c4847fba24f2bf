import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, signIn, test } from "./fixture";

const HEADER = "Zeitstempel;Wer;Quell-IP;Ausgang;Dienst";
const row = (minute: number, who: string, how: string) =>
  `${(minute % 9) + 1}/5/2026 10:${String(minute).padStart(2, "0")};${who}@contoso.example;203.0.113.${40 + minute};${how};VPN`;
const table = (rows: string[]) => Buffer.from(`${[HEADER, ...rows].join("\r\n")}\r\n`);

const drop = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel("Log exports to upload").setInputFiles({ name, mimeType: "text/csv", buffer });
const receipt = (page: Page) => page.getByRole("region", { name: /Receipt/ });
const step = (page: Page) => page.getByRole("region", { name: /Say which column holds what/ });

async function isClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("an unknown header is mapped, the receipt adds up, and the next file with it needs no step", async ({
  page,
}) => {
  await page.goto("/imports");
  const rows = [
    row(0, "ana", "abgelehnt"),
    row(1, "bob", "zugelassen"),
    row(2, "cleo", "abgelehnt"),
    "bald;dora@contoso.example;203.0.113.9;abgelehnt;VPN",
  ];
  await drop(page, "vpn.csv", table(rows));
  await expect(receipt(page)).toContainText("No known header (Zeitstempel, Wer, Quell-IP, Ausgang, Dienst)");
  const form = step(page);
  // Names and values suggest what they can; the rest is for the analyst, who may use the keyboard alone.
  await expect(form.getByLabel("Time", { exact: false }).first()).toHaveValue("zeitstempel");
  await expect(form.getByLabel("Source address")).toHaveValue("quell-ip");
  await expect(form.getByLabel("Account")).toHaveValue("wer");
  await form.getByLabel("Application", { exact: true }).selectOption({ label: "Dienst" });
  await form.getByLabel("Column of success and failure").selectOption({ label: "Ausgang" });
  await expect(form.getByRole("alert").last()).toHaveText("Say which words mean success or failure.");
  await form.getByLabel("Words for success").fill("zugelassen");
  await form.getByLabel("Words for failure").fill("abgelehnt");
  await expect(form).toContainText(
    "1 cannot be read (time cannot be read: 1). 1 signed in. 2 have no result",
  );
  await expect(form).toContainText("Dates could be either way round; they are read as month/day/year.");
  await expect(form.getByRole("row", { name: /^1\/5\/2026 10:00/ }).last()).toContainText("5 Jan 2026");
  await form.getByLabel("4 May: the day comes first").check();
  await form.getByLabel("Zone of times that state none").fill("+02:00");
  await expect(form.getByRole("row", { name: /^1\/5\/2026 10:00/ }).last()).toContainText("1 May 2026");
  await expect(form).toContainText("they are read in +02:00");
  await isClean(page, "mapping step");
  await form.getByRole("button", { name: "Read the file so" }).focus();
  await page.keyboard.press("Enter");
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("3");
  await expect(receipt(page).getByRole("row", { name: /^Rejected/ })).toContainText("1");
  await expect(receipt(page).getByRole("row", { name: "Rows in the file" })).toContainText("4");
  await expect(receipt(page)).toContainText("Adds up");
  await expect(receipt(page)).toContainText(/Read by the mapping that .* made on/);
  await expect(step(page)).toHaveCount(0);

  await drop(page, "vpn-2.csv", table([row(5, "eve", "abgelehnt"), row(6, "finn", "abgelehnt")]));
  await expect(receipt(page)).toContainText("vpn-2.csv");
  await expect(receipt(page).getByRole("row", { name: /^Accepted/ })).toContainText("2");
  await expect(receipt(page)).toContainText(/Read by the mapping that .* made on/);
  await expect(receipt(page)).toContainText("read as +02:00");

  await page.goto("/settings");
  const kept = page.getByRole("region", { name: "Mapped headers", exact: true });
  await expect(kept).toContainText("Zeitstempel, Wer, Quell-IP, Ausgang, Dienst");
  await isClean(page, "mapped headers");
  await kept.getByRole("button", { name: /^Forget the mapping of Zeitstempel/ }).click();
  await expect(kept).toContainText("None.");
  await page.goto("/imports");
  await drop(page, "vpn-3.csv", table([row(7, "gus", "abgelehnt"), row(8, "hal", "abgelehnt")]));
  await expect(step(page)).toBeVisible();
});
