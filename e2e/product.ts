import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const START = join(ROOT, "bin", "start.mjs");
const API_KEY = join(ROOT, "bin", "api-key.mjs");

/** A first start may build the pages; every other takes seconds. */
const START_MS = 300_000;

export const ADMIN = { email: "ana.lyst@rollcall.example", password: "correct-horse-battery-staple" };

export type Product = {
  /** Where it serves; the same after a restart. */
  readonly url: string;
  /** Its data folder: the embedded database and the uploads. */
  readonly data: string;
  /** The address printed for the first administrator, null when there is one. */
  readonly setupLink: string | null;
  /** What it printed since it was started last. */
  readonly output: string;
  readonly process: ChildProcess;
  /** Stops it as Ctrl-C does (or by another signal) and waits; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again over the same data, on the same address. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** A key made as an operator makes one, on the command line. */
  apiKey(scopes?: string): Promise<string>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

/** Ours alone: a developer's DATABASE_URL must not reach a test that deletes things. */
function environment(data: string, port: string, withAdmin: boolean): NodeJS.ProcessEnv {
  const { DATABASE_URL, BETTER_AUTH_URL, HOST, ...inherited } = process.env;
  const admin = withAdmin
    ? { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password }
    : {};
  return { ...inherited, ...admin, NODE_ENV: "production", ROLLCALL_DATA: data, PORT: port };
}

class StartedProduct implements Product {
  readonly data = mkdtempSync(join(tmpdir(), "rollcall-e2e-"));
  url = "";
  output = "";
  #process: ChildProcess | undefined;
  #withAdmin: boolean;

  constructor(withAdmin: boolean) {
    this.#withAdmin = withAdmin;
  }

  get process(): ChildProcess {
    if (!this.#process) throw new Error("The product is not started.");
    return this.#process;
  }

  get setupLink(): string | null {
    return /administrator at (\S+)/.exec(this.output)?.[1] ?? null;
  }

  #environment(): NodeJS.ProcessEnv {
    return environment(this.data, this.url ? new URL(this.url).port : "0", this.#withAdmin);
  }

  async start(): Promise<void> {
    this.output = "";
    const child = spawn(process.execPath, [START], {
      cwd: ROOT,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    await new Promise<void>((ready, fail) => {
      const late = setTimeout(() => fail(new Error(`Not ready in time:\n${this.output}`)), START_MS);
      const read = (chunk: Buffer) => {
        this.output += chunk;
        const found = /^Rollcall is ready on (http\S+)$/m.exec(this.output);
        if (!found?.[1]) return;
        this.url = found[1];
        clearTimeout(late);
        ready();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", (code) => {
        clearTimeout(late);
        fail(new Error(`It ended with ${code} before it was ready:\n${this.output}`));
      });
    });
  }

  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const child = this.process;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    return new Promise((done) => {
      child.once("exit", (code) => done(code));
      child.kill(signal);
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async apiKey(scopes = "ingest,read,triage"): Promise<string> {
    const args = [API_KEY, "--name", "browser tests", "--scopes", scopes];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: this.#environment() });
    return stdout.trim();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Starts Rollcall as `npm start` does, on a free port over a data folder of its own. */
export async function startProduct({ withAdmin = true } = {}): Promise<Product> {
  const product = new StartedProduct(withAdmin);
  try {
    await product.start();
  } catch (error) {
    rmSync(product.data, { recursive: true, force: true });
    throw error;
  }
  return product;
}
