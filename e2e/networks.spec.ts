import AxeBuilder from "@axe-core/playwright";
import { mmdb } from "../test/mmdb";
import { expect, signIn, test } from "./fixture";

test.beforeEach(async ({ page }) => signIn(page));

test("an administrator lists a network, reads a list from a file, and takes a line out again", async ({
  page,
}) => {
  await page.goto("/settings/networks");
  const add = page.getByRole("region", { name: "Add a network" });
  await add.getByLabel("Range, address or AS number").fill("10.0.0.5/8");
  await add.getByLabel("List").fill("Office Delft");
  await add.getByLabel("Kept by").fill("Network team");
  await add.getByRole("button", { name: "Add it" }).click();
  await expect(add.getByRole("status")).toContainText("is an address inside 10.0.0.0/8");
  await add.getByLabel("Range, address or AS number").fill("10.0.0.0/8");
  await add.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByRole("row", { name: /10\.0\.0\.0\/8.*our own egress/ })).toBeVisible();

  const read = page.getByRole("region", { name: "Read a list from a file" });
  const chosen = page.waitForEvent("filechooser");
  await read.getByRole("button", { name: "File" }).click();
  const buffer = Buffer.from("192.0.2.0/24 # pool one\nrubbish\n");
  await (await chosen).setFiles({ name: "vpn.txt", mimeType: "text/plain", buffer });
  await read.getByLabel("It is").selectOption("vpn");
  await read.getByLabel("List").fill("VPN pool");
  await read.getByLabel("Kept by").fill("SOC");
  await read.getByRole("button", { name: "Read it" }).click();
  await expect(read).toContainText("2 lines: 1 added, 0 changed, 0 as they were, 1 rejected.");
  await expect(read).toContainText("Line 2 rubbish is no address, no range and no AS number");

  await page.getByRole("button", { name: "Remove 192.0.2.0/24" }).click();
  await expect(page.getByRole("button", { name: "Remove 192.0.2.0/24" })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

test("a database of places and federated domains are set by hand", async ({ page }) => {
  await page.goto("/settings/networks");
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "A file of yours" }).click();
  const buffer = mmdb({ "203.0.113.0/24": { country: "NL" } });
  await (await chosen).setFiles({ name: "country.mmdb", mimeType: "application/octet-stream", buffer });
  await page.getByRole("button", { name: "Send the file" }).click();
  await expect(page.getByText("country.mmdb is asked from now on.")).toBeVisible();
  await page.getByLabel("Or a path on the server").fill("/nowhere/none.mmdb");
  await page.getByRole("button", { name: "Copy from the path" }).click();
  await expect(page.getByText("There is no file at this path that Rollcall may read.")).toBeVisible();
  await page.getByLabel("One domain a line").fill("fed.example");
  await page.getByRole("button", { name: "Save the domains" }).click();
  await expect(page.getByText("Saved. Every alert says so")).toBeVisible();
});
