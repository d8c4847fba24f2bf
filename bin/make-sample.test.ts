import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";

const SAMPLE = join(import.meta.dirname, "..", "public", "sample");
const textOf = (folder: string, name: string) => gunzipSync(readFileSync(join(folder, name))).toString("utf8");

test("the sample files are what the generator writes, byte for byte once unpacked", () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-sample-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "make-sample.mjs"), folder]);
  expect(readdirSync(folder)).toEqual(readdirSync(SAMPLE));
  for (const name of readdirSync(SAMPLE)) expect(textOf(folder, name)).toBe(textOf(SAMPLE, name));
});

test("every record says that it is synthetic and names only documentation addresses and domains", () => {
  for (const name of readdirSync(SAMPLE)) {
    expect(name).toContain("synthetic");
    for (const line of textOf(SAMPLE, name).trimEnd().split("\n")) {
      expect(line).toContain("synthetic sample");
      const addresses = line.match(/"ipAddress":"([^"]+)"/)?.[1] ?? "";
      expect(addresses).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
      expect(line).toMatch(/"userPrincipalName":"[^"]+@contoso\.example"/);
    }
  }
});
