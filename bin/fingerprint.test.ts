import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort, localUrl } from "./address.mjs";
import { fingerprint, readMark, writeMark } from "./fingerprint.mjs";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rollcall-fingerprint-"));
  mkdirSync(join(root, "app", "deep"), { recursive: true });
  writeFileSync(join(root, "app", "deep", "page.tsx"), "one");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const SOURCES = {
  files: ["next.config.ts"],
  folders: ["app", "nowhere"],
  skip: (path: string) => path.endsWith(".test.ts"),
};

test("the fingerprint changes with a file's content, name or presence, and with nothing else", () => {
  const first = fingerprint(root, SOURCES);
  expect(fingerprint(root, SOURCES)).toBe(first);
  writeFileSync(join(root, "app", "page.test.ts"), "a test");
  expect(fingerprint(root, SOURCES)).toBe(first);
  writeFileSync(join(root, "app", "deep", "page.tsx"), "two");
  const changed = fingerprint(root, SOURCES);
  expect(changed).not.toBe(first);
  writeFileSync(join(root, "next.config.ts"), "");
  expect(fingerprint(root, SOURCES)).not.toBe(changed);
});

test("a mark that was never written is null", () => {
  const mark = join(root, "made", "mark");
  expect(readMark(mark)).toBeNull();
  writeMark(mark, "abc");
  expect(readMark(mark)).toBe("abc");
});

test("a port in use is named, with what to do; port 0 takes a free one", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(freePort("127.0.0.1", port)).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use.`);
  expect(await freePort("127.0.0.1", 0)).toBeGreaterThan(0);
  await new Promise((done) => server.close(done));
  expect(await freePort("127.0.0.1", port)).toBe(port);
});

test("the printed address is one that a browser on this machine can open", () => {
  expect(localUrl("127.0.0.1", 3000)).toBe("http://127.0.0.1:3000");
  expect(localUrl("0.0.0.0", 80)).toBe("http://127.0.0.1:80");
  expect(localUrl("::", 3000)).toBe("http://[::1]:3000");
  expect(localUrl("fe80::1", 3000)).toBe("http://[fe80::1]:3000");
});
