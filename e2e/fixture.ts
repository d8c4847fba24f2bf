import { test as base, expect, type Page } from "@playwright/test";
import { ADMIN, type Product, startProduct } from "./product";

export { ADMIN, type Product, startProduct } from "./product";
export { expect, type Page };

type Cookies = Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;

let current: Product | undefined;
let session: Cookies | undefined;

/**
 * Every sentence gets `product`, a running Rollcall with an administrator, shared by the file's worker and
 * kept over `product.restart()`. Each makes data of its own and relies on no other sentence.
 */
export const test = base.extend<{ baseURL: string }, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      const product = await startProduct();
      current = product;
      session = undefined;
      await use(product);
      await product.remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
});

/**
 * Signs a page in as the administrator, without the form. One session serves all pages: the sign-in limit
 * is there for everybody, and a session outlives a restart.
 */
export async function signIn(page: Page): Promise<void> {
  if (!current) throw new Error("Ask for the fixture `product` or `page` first.");
  if (!session) {
    const answer = await page.request.post(`${current.url}/api/auth/sign-in/email`, {
      data: ADMIN,
      headers: { origin: current.url },
    });
    expect(answer.ok(), `sign-in answered ${answer.status()}`).toBe(true);
    session = await page.context().cookies();
  }
  await page.context().addCookies(session);
}
