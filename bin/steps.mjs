// The steps of the test commands. Each adds to a tally and none stops the next.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, withHome } from "./browser.mjs";
import { build, buildEnvironment, generate, install, ROOT } from "./prepare.mjs";
import { Stopped, Supervisor } from "./supervisor.mjs";
import { addPlaywright, addVitest, Tally, withReport } from "./tally.mjs";

const script = (...path) => join(ROOT, "node_modules", ...path);
const BIOME = script("@biomejs", "biome", "bin", "biome");
const NEXT = script("next", "dist", "bin", "next");
const TSC = script("typescript", "bin", "tsc");
const VITEST = script("vitest", "vitest.mjs");
const PLAYWRIGHT = script("@playwright", "test", "cli.js");

/** Tests start from nothing: what the developer's shell says about a database is not for them. */
const { DATABASE_URL, ROLLCALL_DATA, PORT, HOST, BETTER_AUTH_URL, NODE_ENV, ...CLEAN } = process.env;

export class Steps {
  tally = new Tally();
  supervisor = new Supervisor(console.error);

  async #node(name, args, env = CLEAN) {
    try {
      await this.supervisor.run(name, process.execPath, args, { env });
      return 0;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      return 1;
    }
  }

  /** One check that counts as one test. */
  async check(name, work) {
    console.error(`\n── ${name}`);
    try {
      await work();
      this.tally.pass();
      return true;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      this.tally.fail(`${name}: ${error.message}`);
      return false;
    }
  }

  async prepare() {
    await install(this.supervisor, console.error);
    await generate(this.supervisor, console.error);
  }

  async #must(name, args, env = CLEAN) {
    await this.supervisor.run(name, process.execPath, args, { env });
  }

  format() {
    return this.check("format and lint", () => this.#must("biome check", [BIOME, "check", "."]));
  }

  types() {
    return this.check("types", async () => {
      // Makes next-env.d.ts and the types of the routes, which a fresh clone lacks.
      await this.#must("next typegen", [NEXT, "typegen"], buildEnvironment());
      await this.#must("tsc", [TSC, "--noEmit"]);
    });
  }

  build() {
    return this.check("production build", () => build(this.supervisor, console.error));
  }

  async vitest(...args) {
    console.error(`\n── vitest ${args.join(" ")}`);
    const { report, exitCode } = await withReport((path) =>
      this.#node("vitest", [
        VITEST,
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${path}`,
        ...args,
      ]),
    );
    if (report) addVitest(this.tally, report, exitCode);
    else this.tally.fail("vitest did not finish; see above");
  }

  async browser(...args) {
    console.error("\n── browser tests");
    try {
      const { path, sandbox } = findBrowser(console.error);
      console.error(`Browser: ${path}${sandbox ? "" : " (without its sandbox)"}`);
      const { HOME } = withHome(tmpdir());
      const env = { ...CLEAN, HOME, CHROMIUM_PATH: path, CHROMIUM_SANDBOX: sandbox ? "on" : "off" };
      const { report, exitCode } = await withReport((file) =>
        this.#node("playwright", [PLAYWRIGHT, "test", "--reporter=list,json", ...args], {
          ...env,
          PLAYWRIGHT_JSON_OUTPUT_FILE: file,
        }),
      );
      if (report) addPlaywright(this.tally, report, exitCode);
      else this.tally.fail("the browser tests did not finish; see above");
    } catch (error) {
      if (error instanceof Stopped) throw error;
      this.tally.fail(`browser tests: ${error.message}`);
    }
  }
}

/** Runs a test command: prepares, does the work, prints the count last, and exits with the right code. */
export async function runSteps(work) {
  const steps = new Steps();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => steps.supervisor.end(130));
  try {
    await steps.prepare();
    await work(steps);
  } catch (error) {
    steps.tally.fail(error instanceof Stopped ? "interrupted" : error.message);
  }
  process.exit(steps.tally.print());
}
