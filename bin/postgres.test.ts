import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startPostgres } from "./postgres.mjs";
import { mendLinks } from "./postgres-binaries.mjs";
import { socketFolder } from "./postgres-place.mjs";

let folder = "";
let started: { stop(): Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-pg-"));
  chmodSync(folder, 0o711);
});

afterEach(async () => {
  await Promise.all(started.map((postgres) => postgres.stop()));
  started = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(where = join(folder, "postgres")) {
  const postgres = await startPostgres(where);
  started.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const KEEP = "create table kept (x int); insert into kept values (7)";

/** What a supervisor does, in a process that can be killed: start, write, and stay. */
function supervisorThatWrites(where: string): ChildProcess {
  const module = JSON.stringify(new URL("./postgres.mjs", import.meta.url).href);
  const script = `
    import pg from "pg";
    const { startPostgres } = await import(${module});
    const postgres = await startPostgres(${JSON.stringify(where)});
    const client = new pg.Client({ connectionString: postgres.url("postgres") });
    client.on("error", () => {});
    await client.connect();
    await client.query(${JSON.stringify(KEEP)});
    console.log(postgres.child.pid);
    setInterval(() => {}, 1e6);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: new URL("..", import.meta.url),
  });
}

test("what was written is there after a stop and a start", async () => {
  const first = await start();
  await query(first.url("postgres"), KEEP);
  await first.stop();
  const second = await start();
  expect(await query(second.url("postgres"), "select x from kept")).toEqual([{ x: 7 }]);
});

test("what was committed survives kill -9 of Postgres", async () => {
  const first = await start();
  await query(first.url("postgres"), KEEP);
  const gone = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await gone;
  const second = await start();
  expect(await query(second.url("postgres"), "select x from kept")).toEqual([{ x: 7 }]);
});

test("a Postgres that outlived its killed supervisor is taken over, with its data", async () => {
  const supervisor = supervisorThatWrites(join(folder, "postgres"));
  const [printed] = (await once(supervisor.stdout ?? supervisor, "data")) as [Buffer];
  const orphan = Number(printed.toString());
  const gone = once(supervisor, "exit");
  supervisor.kill("SIGKILL");
  await gone;
  expect(process.kill(orphan, 0)).toBe(true);
  const next = await start();
  expect(next.child.pid).not.toBe(orphan);
  expect(await query(next.url("postgres"), "select x from kept")).toEqual([{ x: 7 }]);
});

test("a lock file whose process is something else by now does not stop the start", async () => {
  const first = await start();
  await first.stop();
  const lock = join(folder, "postgres", "data", "postmaster.pid");
  writeFileSync(lock, `${process.pid}\n${folder}\n1700000000\n5432\n${folder}\n\n  1 1\nready\n`);
  const second = await start();
  expect(await query(second.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("an initdb that was interrupted is done again", async () => {
  mkdirSync(join(folder, "postgres", "data.new"), { recursive: true });
  writeFileSync(join(folder, "postgres", "data.new", "PG_VERSION"), "18\n");
  const postgres = await start();
  expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a data folder with a long path gets its socket elsewhere", async () => {
  const deep = join(folder, "x".repeat(60), "y".repeat(60), "postgres");
  const postgres = await start(deep);
  expect(Buffer.byteLength(join(socketFolder(deep), ".s.PGSQL.5432"))).toBeLessThan(104);
  expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  await postgres.stop();
  rmSync(socketFolder(deep), { recursive: true, force: true });
});

test("it listens on its socket alone", async () => {
  const postgres = await start();
  expect(await query(postgres.url("postgres"), "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
});

test.runIf(process.getuid?.() === 0)(
  "root reaches a cluster below a home that is closed to others",
  async () => {
    chmodSync(folder, 0o700);
    const closed = join(folder, "home", "rollcall", "postgres");
    mkdirSync(join(folder, "home"), { mode: 0o700 });
    const first = await start(closed);
    await query(first.url("postgres"), KEEP);
    await first.stop();
    const second = await start(closed);
    expect(await query(second.url("postgres"), "select x from kept")).toEqual([{ x: 7 }]);
    const elsewhere = realpathSync(closed);
    expect(elsewhere).toMatch(/^\/var\/lib\/rollcall\//);
    await second.stop();
    rmSync(elsewhere, { recursive: true });
  },
);

test("links that the install script did not make are made", () => {
  const root = join(folder, "package");
  mkdirSync(join(root, "native", "lib"), { recursive: true });
  writeFileSync(join(root, "native", "lib", "libpq.so.5.18"), "library");
  const links = [{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }];
  writeFileSync(join(root, "native", "pg-symlinks.json"), JSON.stringify(links));
  mendLinks(root);
  mendLinks(root);
  expect(readFileSync(join(root, "native", "lib", "libpq.so.5"), "utf8")).toBe("library");
});
