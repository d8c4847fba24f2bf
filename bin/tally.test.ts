import { expect, test } from "vitest";
import { addPlaywright, addVitest, Tally } from "./tally.mjs";

const assertion = (status: string, fullName = status) => ({ status, fullName });
const file = (name: string, status: string, assertionResults: unknown[], message = "") => ({
  name,
  status,
  assertionResults,
  message,
});

test("vitest's tests are counted one by one, skipped ones apart", () => {
  const tally = new Tally();
  const results = [
    assertion("passed"),
    assertion("passed"),
    assertion("failed", "says no"),
    assertion("pending"),
  ];
  addVitest(tally, { testResults: [file("lib/a.test.ts", "failed", results)] }, 1);
  expect(tally).toMatchObject({ passed: 2, failed: 1, skipped: 1, failures: ["lib/a.test.ts: says no"] });
});

test("a file that does not load is a failure", () => {
  const tally = new Tally();
  addVitest(tally, { testResults: [file("lib/a.test.ts", "failed", [], "no such module\nat …")] }, 1);
  expect(tally.failures).toEqual(["lib/a.test.ts: no such module"]);
});

test("a bad exit without a failed test is a failure", () => {
  const tally = new Tally();
  addVitest(tally, { testResults: [file("lib/a.test.ts", "passed", [assertion("passed")])] }, 1);
  expect(tally).toMatchObject({ passed: 1, failed: 1 });
});

test("Playwright's sentences are counted through nested suites, and a flaky one has failed", () => {
  const tally = new Tally();
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const inner = { title: "closing", specs: [spec("asks why", "unexpected"), spec("sometimes", "flaky")] };
  const suites = [{ title: "alert.spec.ts", specs: [spec("opens", "expected")], suites: [inner] }];
  addPlaywright(tally, { stats: { expected: 1, skipped: 2 }, suites, errors: [] }, 1);
  expect(tally).toMatchObject({ passed: 1, failed: 2, skipped: 2 });
  expect(tally.failures[0]).toBe("e2e/alert.spec.ts › closing: asks why");
});

test("browser tests of which none could run have failed", () => {
  const tally = new Tally();
  const report = { stats: { expected: 0, skipped: 0 }, suites: [], errors: [{ message: "No tests found" }] };
  addPlaywright(tally, report, 1);
  expect(tally.failures).toEqual(["browser tests: No tests found"]);
});

test("nothing tested is not a success", () => {
  const said: unknown[] = [];
  const log = console.log;
  console.log = (line) => said.push(line);
  const code = new Tally().print();
  console.log = log;
  expect(code).toBe(1);
  expect(said).toEqual(["0 passed, 0 failed"]);
});
