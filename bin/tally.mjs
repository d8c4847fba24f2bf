// Counts what was tested, so that the last line of every test command is true.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./prepare.mjs";

export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  failures = [];

  pass(count = 1) {
    this.passed += count;
  }

  fail(what) {
    this.failed += 1;
    this.failures.push(what);
  }

  /** The failures again, at the end where they are seen, and then the one line that CI reads. */
  print() {
    if (this.failures.length)
      console.log(`\nFailed:\n${this.failures.map((what) => `  ✗ ${what}`).join("\n")}`);
    const skipped = this.skipped ? `, ${this.skipped} skipped` : "";
    console.log(`${this.passed} passed, ${this.failed} failed${skipped}`);
    return this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

/** Adds the counts of vitest's JSON report. A file that did not load counts as one failure. */
export function addVitest(tally, report, exitCode) {
  const before = tally.failed;
  for (const file of report.testResults) {
    const name = file.name.startsWith(ROOT) ? file.name.slice(ROOT.length + 1) : file.name;
    for (const test of file.assertionResults) {
      if (test.status === "passed") tally.pass();
      else if (test.status === "failed") tally.fail(`${name}: ${test.fullName.trim()}`);
      else tally.skipped += 1;
    }
    const isSilent = file.assertionResults.every(({ status }) => status !== "failed");
    if (file.status === "failed" && isSilent)
      tally.fail(`${name}: ${firstLine(file.message) || "did not load"}`);
  }
  if (exitCode !== 0 && tally.failed === before) tally.fail("vitest: an error outside any test; see above");
}

/** Adds the counts of Playwright's JSON report. */
export function addPlaywright(tally, report, exitCode) {
  const before = tally.failed;
  const { expected, skipped } = report.stats;
  tally.pass(expected);
  tally.skipped += skipped;
  for (const { name, tests } of specsOf(report.suites, "")) {
    for (const { status } of tests) {
      if (status === "unexpected" || status === "flaky")
        tally.fail(`${name}${status === "flaky" ? " (flaky)" : ""}`);
    }
  }
  for (const error of report.errors ?? []) tally.fail(`browser tests: ${firstLine(error.message)}`);
  if (exitCode !== 0 && tally.failed === before) tally.fail("browser tests: an error outside any test");
}

function* specsOf(suites, path) {
  for (const suite of suites ?? []) {
    const inner = path ? `${path} › ${suite.title}` : `e2e/${suite.title}`;
    for (const spec of suite.specs ?? []) yield { name: `${inner}: ${spec.title}`, tests: spec.tests };
    yield* specsOf(suite.suites, inner);
  }
}

function firstLine(text) {
  return (text ?? "").split("\n")[0];
}

/** Runs work with the path of a report to be written; resolves with what was written, or null. */
export async function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-report-"));
  const path = join(folder, "report.json");
  try {
    const exitCode = await work(path);
    return { exitCode, report: existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
