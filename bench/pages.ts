// npm run bench -- pages [--events 5000000] [--runs 100] [--rounds 5] [--page NAME|detection] [--folder DIR]
// How long the pages' own reads take on a full store, and whether detection after a batch costs more when more is
// stored (--rounds 0 leaves that out). Exits with 1 when a goal is missed. The store goes away afterwards; --folder
// keeps it there, so that it need not be filled twice.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { prepareDatabase } from "@/bin/database.mjs";
import { startPostgres } from "@/bin/postgres.mjs";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts, readAlert, readAlertFacets, readAlertHistory, readAlertNames } from "@/lib/alert/read";
import { AlertQuery } from "@/lib/alert/schema";
import { closeStore, openStore, type Pool, store } from "@/lib/db";
import { listDetections } from "@/lib/detection/read";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { readOrigin, readOrigins } from "@/lib/insight/origins";
import { readAlertTally, readDataRange, readOverview } from "@/lib/insight/read";
import { foldOrigins } from "@/lib/insight/run-fold";
import { readTimeline } from "@/lib/insight/run-timeline";
import { recountTotals } from "@/lib/insight/run-totals";
import { readWhereabouts } from "@/lib/insight/run-where";
import { measureDetection, ratioOf } from "./pages-detection";
import { lineOf, measure, percentile, type Sample } from "./pages-measure";
import { FROM } from "./pages-names";
import { addFormerAlerts, addImport, fillStore } from "./pages-store";

const GOAL_MS = 100;

type Pick = { alerts: string[]; large: string[]; origins: string[]; largest: string[] };

const column = async (pool: Pool, text: string) =>
  (await pool.query<{ v: string }>(text)).rows.map(({ v }) => v);

/** What is opened: any alert, the large ones, any origin, and the five offices with a tenth of all rows each. */
async function pick(pool: Pool): Promise<Pick> {
  await pool.query("select setseed(0.7)");
  return {
    alerts: await column(
      pool,
      "select id::text as v from (select id from alert order by md5(id::text) limit 400) a",
    ),
    large: await column(pool, "select id::text as v from alert order by names desc limit 20"),
    origins: await column(
      pool,
      `(select value as v from origin where value like '203.%' order by value)
       union all
       (select value from origin o where value like '10.%'
          and id in (select origin_id from presence group by 1 order by sum(successes + failures) limit 2995)
        order by md5(value) limit 360)`,
    ),
    largest: await column(
      pool,
      `select o.value as v from presence p join origin o on o.id = p.origin_id
       group by o.id order by sum(p.successes + p.failures) desc limit 5`,
    ),
  };
}

const at = <T>(list: T[], turn: number): T => {
  const item = list[turn % list.length];
  if (item === undefined) throw new Error("There is nothing to open.");
  return item;
};

const VIEWS: Record<string, string>[] = [
  {},
  { status: "new,active" },
  { status: "new", severity: "high,critical" },
  { sort: "severity" },
  { sort: "names", order: "desc" },
  { sort: "attempts" },
  { sort: "first-seen", order: "asc" },
  { classification: "true-positive" },
  { rule: "RC-02" },
  { origin: "203.0.113.7" },
  { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" },
];

async function alertsPage(turn: number) {
  await Promise.all([
    readAlertTally(SYSTEM),
    readDataRange(SYSTEM),
    listAlerts(SYSTEM, AlertQuery.parse(at(VIEWS, turn))),
  ]);
}

/** The second page of a list goes on from a cursor. */
async function alertsNext(turn: number) {
  const view = AlertQuery.parse({ ...at(VIEWS, turn), limit: "50" });
  const { nextCursor } = await listAlerts(SYSTEM, view);
  if (nextCursor) await listAlerts(SYSTEM, { ...view, cursor: nextCursor });
}

async function alertPage(id: string) {
  const alert = await readAlert(SYSTEM, id);
  if ("movedTo" in alert) throw new Error("It moved.");
  const range = { from: new Date(alert.firstSeen), to: new Date(Date.parse(alert.lastSeen) + 1) };
  await Promise.all([
    readDataRange(SYSTEM),
    readTimeline(SYSTEM, alert.origin ?? NO_ORIGIN, { ...range, bucket: "minute" }),
    readAlertNames(SYSTEM, id, { limit: 25 }),
    readAlertFacets(SYSTEM, id),
    listDetections(SYSTEM, { alert: id, limit: 1000 }),
    readAlertHistory(SYSTEM, id),
  ]);
}

async function originPage(origin: string) {
  const report = await readOrigin(SYSTEM, origin);
  const alerts = listAlerts(SYSTEM, { origin, limit: 50 });
  if (report.firstSeen && report.lastSeen) {
    const to = new Date(Date.parse(report.lastSeen) + 1);
    await readTimeline(SYSTEM, origin, { from: new Date(report.firstSeen), to, bucket: "hour" });
  }
  await alerts;
}

/** A page of names somewhere in the middle, by cursor, as somebody scrolls. */
function scroller(id: string, scope: "alert" | "origin") {
  let cursor: string | null = null;
  const limit = scope === "alert" ? 1000 : 100;
  return async () => {
    const page = await readAlertNames(SYSTEM, id, { scope, limit, ...(cursor ? { cursor } : {}) });
    cursor = page.nextCursor;
  };
}

type Page = { name: string; run: (turn: number) => Promise<unknown>; isGoal: boolean };

function pagesOf({ alerts, large, origins, largest }: Pick): Page[] {
  const goal = (name: string, run: Page["run"]) => ({ name, run, isGoal: true });
  const largestAlert = at(large, 0);
  return [
    goal("overview", () => Promise.all([readOverview(SYSTEM), readOrigins(SYSTEM, 6)])),
    goal("alerts", alertsPage),
    goal("alerts, two pages of 50", alertsNext),
    goal("alert", (turn) => alertPage(at(alerts, turn))),
    goal("alert, the 20 largest", (turn) => alertPage(at(large, turn))),
    goal("alert's names, 1,000 a page", scroller(largestAlert, "alert")),
    goal("all names of its hours, 100 a page", scroller(largestAlert, "origin")),
    goal("origins", () => readOrigins(SYSTEM, 200)),
    goal("origin", (turn) => originPage(at(origins, turn))),
    goal("origin, the five offices", (turn) => originPage(at(largest, turn))),
    // Streamed after the page itself.
    goal("origin's places", (turn) => readWhereabouts(SYSTEM, at(origins, turn), {})),
    goal("origin's places, the five offices", (turn) => readWhereabouts(SYSTEM, at(largest, turn), {})),
  ];
}

async function measurePages(pool: Pool, runs: number, only: string | undefined): Promise<boolean> {
  const samples: [Sample, boolean][] = [];
  console.log(
    `${"".padEnd(34)}    ${"".padEnd(7)} ${["p50", "p95", "p99"].map((w) => w.padStart(8)).join(" ")}  (ms)`,
  );
  for (const { name, run, isGoal } of pagesOf(await pick(pool))) {
    if (only && !name.startsWith(only)) continue;
    for (const atOnce of [1, 4]) {
      const sample = await measure(name, runs, atOnce, run);
      console.log(lineOf(sample, isGoal && atOnce === 1 ? GOAL_MS : null));
      samples.push([sample, isGoal && atOnce === 1]);
    }
  }
  return samples.every(([{ times }, isGoal]) => !isGoal || percentile(times, 0.95) <= GOAL_MS);
}

const GOAL_RATIO = 1.2;

/** A second store of a fifth of the size, beside the first. */
async function smallStore(events: number) {
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.pathname = "/rollcall_small";
  await prepareDatabase(url.toString());
  const small = openStore(url.toString());
  await fillIfEmpty(small.pool, events);
  return small;
}

async function fillIfEmpty(pool: Pool, events: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>("select count(*)::int as n from rollup");
  if (rows[0]?.n === 0) {
    console.log(`Filling a store with ${events.toLocaleString("en")} events …`);
    await fillStore(pool, events, console.log);
  }
  await addImport(pool, 1, events, FROM);
  await addFormerAlerts(pool, console.log);
  while ((await recountTotals(pool)) > 0);
  const began = Date.now();
  let folded = 0;
  for (let more = 1; more > 0; folded += more) more = await foldOrigins(pool);
  if (folded > 0) console.log(`  large origins folded: ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

async function compareDetection(large: Pool, events: number, rounds: number): Promise<boolean> {
  if (rounds === 0) return true;
  const small = await smallStore(events / 5);
  const measured = await measureDetection(small.pool, large, rounds);
  await closeStore(small);
  console.log("Detection after a batch of 100,000 events, loaded and evaluated in turns:");
  for (const round of measured) {
    const told = ({ ms, windows }: { ms: number; windows: number }) =>
      `${ms.toFixed(0)} ms for ${windows} origin-hours`;
    console.log(`  ${told(round.small)} at ${events / 5}, ${told(round.large)} at ${events}`);
  }
  const { ratio, least, most } = ratioOf(measured);
  const isMet = ratio <= GOAL_RATIO;
  const verdict = isMet ? `≤ ${GOAL_RATIO}` : `> ${GOAL_RATIO}: MISSED`;
  console.log(`  ratio ${ratio.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})  ${verdict}`);
  return isMet;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: "5000000" },
      runs: { type: "string", default: "100" },
      rounds: { type: "string", default: "5" },
      page: { type: "string" },
      folder: { type: "string" },
    },
  });
  return withStore(values.folder, () => run(values));
}

type Flags = { events: string; runs: string; rounds: string; page?: string };

async function run(values: Flags): Promise<number> {
  const { pool } = store();
  const events = Number(values.events);
  await fillIfEmpty(pool, events);
  const sizes = await pool.query(
    `select (select sum(events)::int from rollup) as events, (select count(*)::int from probe) as probe,
            (select count(*)::int from presence) as presence, (select count(*)::int from alert) as alerts,
            (select max(names) from alert) as largest`,
  );
  console.log(`${JSON.stringify(sizes.rows[0])}, load average ${loadavg()[0]?.toFixed(1)}`);
  const isMet = await measurePages(pool, Number(values.runs), values.page);
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`);
  const isAsked = values.page === undefined || values.page === "detection";
  const isLevel = !isAsked || (await compareDetection(pool, events, Number(values.rounds)));
  return isMet && isLevel ? 0 : 1;
}

/** Runs on a Postgres of its own with the settings of `npm start`, the process's store in it. */
async function withStore(kept: string | undefined, work: () => Promise<number>): Promise<number> {
  const folder = kept === undefined ? mkdtempSync(join(tmpdir(), "rollcall-bench-")) : resolve(kept);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const postgres = await startPostgres(join(folder, "postgres"));
  try {
    process.env.DATABASE_URL = postgres.url("rollcall");
    process.env.ROLLCALL_DATA = folder;
    await prepareDatabase(process.env.DATABASE_URL);
    const code = await work();
    await closeStore(store());
    return code;
  } finally {
    await postgres.stop();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
