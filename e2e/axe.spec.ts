import AxeBuilder from "@axe-core/playwright";
import { importRows, openAlertOf } from "./case";
import { scan } from "./exports";
import { expect, signIn, test } from "./fixture";

test.beforeEach(async ({ page }) => signIn(page));

const PAGES = [
  ...["/", "/alerts", "/exposure", "/events", "/imports", "/settings", "/settings/networks"],
  ...["/rules", "/rules/RC-02", "/rules/RC-04", "/rules/RC-16", "/accounts/staff.000%40contoso.example"],
];

for (const scheme of ["dark", "light"] as const) {
  test(`pages are usable by keyboard and screen reader, in the ${scheme} theme`, async ({
    page,
    product,
  }) => {
    const ip = scheme === "dark" ? "203.0.113.27" : "203.0.113.28";
    await importRows(product, scan(ip, new Date("2026-05-10T09:10:00Z"), { absent: 30, exists: 3 }));
    await openAlertOf(page, ip);
    const alert = new URL(page.url()).pathname;
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of [...PAGES, alert, `/origins/${ip}`]) {
      await page.goto(path);
      await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(grave.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${path} is wider than the window`).toBeLessThanOrEqual(0);
    }
  });
}
