import { expectNoSecret } from "@/test/secrets";
import { ndjson, scan } from "./exports";
import { ADMIN, expect, startProduct, test } from "./fixture";

const WRONG = "wrong-horse-battery-staple";

test("no log line, page or answer holds a password, a key or a session, however much is logged", async ({
  browser,
}) => {
  process.env.LOG_LEVEL = "debug";
  const product = await startProduct();
  delete process.env.LOG_LEVEL;
  const context = await browser.newContext({ baseURL: product.url });
  try {
    const texts: string[] = [];
    const key = await product.apiKey();
    const bearer = { authorization: `Bearer ${key}` };
    const signIn = (password: string) =>
      context.request.post("/api/auth/sign-in/email", {
        data: { email: ADMIN.email, password },
        headers: { origin: product.url },
      });
    texts.push(await (await signIn(WRONG)).text(), await (await signIn(ADMIN.password)).text());
    const cookie = (await context.cookies()).find(({ name }) => name.includes("session"));
    const [token = "", signature = ""] = decodeURIComponent(cookie?.value ?? "").split(".");

    const file = ndjson(scan("203.0.113.60", new Date("2026-03-07T10:05:00Z"), { absent: 12 }));
    const ask = async (path: string, options: Parameters<typeof context.request.fetch>[1] = {}) => {
      const answer = await context.request.fetch(path, options);
      texts.push(await answer.text());
      return answer.status();
    };
    const upload = "/api/v1/imports?filename=a.json";
    expect(await ask(upload, { method: "POST", headers: bearer, data: file })).toBe(202);
    expect(await ask(`/api/v1/alerts?token=${key}`, { headers: bearer })).toBe(400);
    expect(await ask("/api/v1/alerts", { headers: { authorization: `Bearer ${key}0` } })).toBe(401);
    for (const path of ["/", "/alerts", "/imports", "/settings", "/api/v1/imports", "/api/v1/openapi.json"])
      expect(await ask(path)).toBe(200);

    const secrets = [ADMIN.password, WRONG, key.split("_").at(-1) ?? "", token, signature];
    expectNoSecret(secrets, texts);
    await product.stop();
    expect(product.output).toContain('"level":20');
    expectNoSecret(secrets, [product.output], "log");
  } finally {
    await context.close();
    await product.remove();
  }
});
