import { test as plain } from "@playwright/test";
import { ADMIN, expect, startProduct, test } from "./fixture";

plain("a newcomer sets Rollcall up by the printed link, once", async ({ browser }) => {
  plain.setTimeout(300_000);
  const product = await startProduct({ withAdmin: false });
  try {
    expect(product.setupLink).not.toBeNull();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(product.setupLink ?? "");
    await page.getByLabel("Name").fill("Noor Berg");
    await page.getByLabel("E-mail").fill("noor@contoso.example");
    await page.getByLabel("Password").first().fill("a-long-enough-secret");
    await page.getByRole("button", { name: "Create administrator" }).click();
    await expect(page.getByText("Who is calling the roll of your directory")).toBeVisible();
    const second = await (await browser.newContext()).newPage();
    await second.goto(product.setupLink ?? "");
    await expect(second.getByRole("button", { name: "Create administrator" })).toHaveCount(0);
  } finally {
    await product.remove();
  }
});

test("a wrong password gets nowhere and does not tell who exists", async ({ page, product }) => {
  const tryIn = async (email: string) => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").first().fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    const message = page.getByRole("alert").filter({ hasText: /\w/ }).first();
    await expect(message).toBeVisible();
    return message.textContent();
  };
  expect(await tryIn(ADMIN.email)).toBe(await tryIn("nobody@contoso.example"));
  await page.goto("/alerts");
  await expect(page).toHaveURL(`${product.url}/sign-in?next=%2Falerts`);
});

test("the right password leads to the page that was asked for", async ({ page, product }) => {
  await page.goto("/rules");
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password").first().fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${product.url}/rules`);
  await expect(page.getByRole("link", { name: "Sign-in failures across many names" }).first()).toBeVisible();
});

test("nothing answers without a session or a key", async ({ request, product }) => {
  for (const path of [
    "alerts",
    "alerts/1",
    "imports",
    "detections",
    "rules",
    "origins/203.0.113.1",
    "openapi.json",
  ]) {
    const answer = await request.get(`${product.url}/api/v1/${path}`);
    expect([path, answer.status()]).toEqual([path, 401]);
    expect(answer.headers()["content-type"]).toContain("application/problem+json");
  }
  for (const path of ["", "alerts", "imports", "rules", "origins/203.0.113.1"]) {
    const answer = await request.get(`${product.url}/${path}`, { maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 307]);
  }
});

test("every page answer carries a fresh nonce, redirects and errors included", async ({
  request,
  product,
}) => {
  const seen = new Set<string>();
  for (const path of ["/", "/sign-in", "/alerts", "/no/such/page", "/setup?token=wrong", "/origins/%00"]) {
    const answer = await request.get(`${product.url}${path}`, { maxRedirects: 0 });
    const policy = answer.headers()["content-security-policy"] ?? "";
    const scripts = policy.split(";").find((part) => part.trim().startsWith("script-src")) ?? "";
    expect(scripts, path).toMatch(/'nonce-[^']+'/);
    expect(scripts, path).not.toContain("unsafe-inline");
    expect(answer.headers()["x-content-type-options"], path).toBe("nosniff");
    expect(answer.headers()["x-powered-by"], path).toBeUndefined();
    seen.add(scripts);
  }
  expect(seen.size).toBe(6);
});
