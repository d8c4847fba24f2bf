import { ndjson } from "./exports";
import { expect, type Page, type Product } from "./fixture";

/** Sends a file through the API and waits until its alerts are there; returns the import's id. */
export async function importFile(product: Product, name: string, bytes: Buffer): Promise<string> {
  const authorization = `Bearer ${await product.apiKey("ingest,read")}`;
  const sent = await fetch(`${product.url}/api/v1/imports?filename=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { authorization },
    body: new Uint8Array(bytes),
  });
  expect(sent.status).toBe(202);
  const { id } = await sent.json();
  await expect(async () => {
    const answer = await fetch(`${product.url}/api/v1/imports/${id}`, { headers: { authorization } });
    expect((await answer.json()).status).toBe("done");
  }).toPass({ timeout: 60_000 });
  return id;
}

export const importRows = (product: Product, rows: object[]): Promise<string> =>
  importFile(product, "rows.json", ndjson(rows));

export async function openAlertOf(page: Page, ip: string): Promise<void> {
  await page.goto(`/alerts?origin=${ip}`);
  await page.getByRole("row").filter({ hasText: ip }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(ip);
}
