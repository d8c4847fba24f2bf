// Finds a Chromium that really starts, for the browser tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** No page of ours needs what these switch off; some of it asks the network, which is not there in CI. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const INSTALL =
  "No Chromium starts here. Install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) " +
  "or set CHROMIUM_PATH.";

function isRoot() {
  return process.getuid?.() === 0;
}

/** Chromium's sandbox refuses root, and some containers refuse the sandbox. */
export function flagsFor({ sandbox }) {
  return sandbox ? FLAGS : ["--no-sandbox", ...FLAGS];
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...found, ...MAC].filter((path) => existsSync(path));
}

function playwrightsOwn() {
  const { chromium } = createRequire(import.meta.url)("@playwright/test");
  const path = chromium.executablePath();
  return existsSync(path) ? [path] : [];
}

/** The environment of a browser: it writes below HOME, which service users lack. */
export function withHome(scratch) {
  const { HOME } = process.env;
  return { ...process.env, HOME: HOME && existsSync(HOME) ? HOME : scratch };
}

function answers(path, flags) {
  const scratch = mkdtempSync(join(tmpdir(), "rollcall-browser-"));
  const page = "data:text/html,<title>it</title><p>starts";
  const args = ["--headless", ...flags, `--user-data-dir=${join(scratch, "profile")}`, "--dump-dom", page];
  const run = spawnSync(path, args, { env: withHome(scratch), timeout: 60_000, encoding: "utf8" });
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  return run.status === 0 && run.stdout.includes("starts");
}

/** `{path, sandbox}` when this Chromium starts, with its sandbox if it can. */
function tryBrowser(path) {
  for (const sandbox of isRoot() ? [false] : [true, false]) {
    if (answers(path, flagsFor({ sandbox }))) return { path, sandbox };
  }
  return null;
}

/** Debian's package; never one whose installation would remove another. */
function installPackage(say) {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return [];
  say("Installing Chromium (apt-get install chromium) …");
  const options = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update"], options);
  spawnSync(
    "apt-get",
    ["install", "-y", "--no-remove", "--no-install-recommends", "chromium", "fonts-liberation"],
    options,
  );
  return installed();
}

/**
 * CHROMIUM_PATH, else the system's, else Playwright's own, else Debian's package. Resolves with
 * `{path, sandbox}`; throws a sentence that says what to install.
 */
export function findBrowser(say) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    const browser = existsSync(named) && tryBrowser(named);
    if (!browser) throw new Error(`CHROMIUM_PATH names ${named}, and that does not start.`);
    return browser;
  }
  for (const candidates of [installed, playwrightsOwn, () => installPackage(say)]) {
    for (const path of candidates()) {
      const browser = tryBrowser(path);
      if (browser) return browser;
    }
  }
  throw new Error(INSTALL);
}

/** For playwright.config.ts: what the launcher found, else the first Chromium there is, untried. */
export function browserForConfig() {
  const path = process.env.CHROMIUM_PATH || installed()[0];
  const sandbox = !isRoot() && process.env.CHROMIUM_SANDBOX !== "off";
  return { executablePath: path, args: flagsFor({ sandbox }) };
}
