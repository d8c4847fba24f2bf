import { type Pool, transaction } from "@/lib/db";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { signIn } from "@/test/sign-in";
import { median } from "./pages-measure";
import { accountName, DAYS, FROM, guessName, originName, SIZE, scannerName } from "./pages-names";
import { addImport, detectAll } from "./pages-store";

/** What came in since: this many events over twelve hours of a day after the data. */
const BATCH = 100_000;
const HOURS = 12;
/** Bursts among them, of 40 to 760 names each. */
const BURSTS = 20;

/** Mulberry32, so that both stores get the same rows in every round. */
function randomOf(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const client = (n: number) => ({
  app: `App ${n % 20}`,
  appId: `app-${n % 20}`,
  clientApp: n % 3 === 0 ? "Mobile Apps and Desktop clients" : "Browser",
  userAgent: `agent/${n % 10}`,
});

const FAILURES: [below: number, code: string][] = [
  [0.022, "50126"],
  [0.027, "50053"],
  [0.031, "50055"],
  [0.033, "50034"],
];

/** Rows of one day `round` days after the data, in order of time. */
function batchOf(round: number): Event[] {
  const random = randomOf(round + 1);
  const start = FROM + (DAYS + round) * 86_400_000;
  const rows: { at: number; name: string; address: string; code: string; with: number }[] = [];
  for (let b = 0; b < BURSTS; b++) {
    const names = 40 + Math.floor(random() * 720);
    const hour = start + (b % HOURS) * 3_600_000;
    for (let k = 0; k < names; k++) {
      const [name, address] = [
        guessName((b * 2999 + k) % SIZE.guesses),
        scannerName((b * 3 + round) % SIZE.scanners),
      ];
      const code = k % 11 === 0 ? "50126" : "50034";
      rows.push({ at: hour + Math.floor((k * 3_500_000) / names), name, address, code, with: b % 3 });
    }
  }
  while (rows.length < BATCH) {
    const who = Math.floor(random() * SIZE.accounts);
    const how = random();
    const place = random() < 0.5 ? who % 5 : (who % (SIZE.origins - 5)) + 5;
    const code = FAILURES.find(([below]) => how < below)?.[1] ?? "0";
    const at = start + Math.floor(random() * HOURS * 3_600_000);
    rows.push({
      at,
      name: accountName(who),
      address: originName(place),
      code,
      with: who * 7 + Math.floor(random() * 6),
    });
  }
  return rows
    .sort((a, b) => a.at - b.at)
    .map(({ at, name, address, code, with: used }, index) =>
      signIn({
        ...client(used),
        nativeId: `round-${round}-${index}`,
        atMicros: BigInt(at) * 1000n,
        ...{ name, address, code, description: `says ${code}` },
      }),
    );
}

async function load(pool: Pool, events: Event[]): Promise<void> {
  for (let from = 0; from < events.length; from += 10_000) {
    const rows = events
      .slice(from, from + 10_000)
      .map((event, index) => ({ event, span: { offset: index, length: 1 } }));
    await transaction(pool, (connection) => loadBatch(connection, { tenantId: 1, importId: 2n, rows }));
  }
}

type Once = { ms: number; windows: number };
/** The origin-hours differ a little: sources that are watched are looked at for their sign-ins too. */
type Round = { small: Once; large: Once };

async function once(pool: Pool, events: Event[]): Promise<Once> {
  await load(pool, events);
  const { rows } = await pool.query<{ n: number }>("select count(*)::int as n from touched");
  const began = performance.now();
  await detectAll(pool);
  return { ms: performance.now() - began, windows: rows[0]?.n ?? 0 };
}

/**
 * Loads the same batch into both stores and evaluates and chains what it touched, round after round, the smaller
 * first in every other one. Returns the rounds after the first, which warms up.
 */
export async function measureDetection(small: Pool, large: Pool, rounds: number): Promise<Round[]> {
  const measured: Round[] = [];
  for (const pool of [small, large]) await addImport(pool, 2, BATCH, FROM + DAYS * 86_400_000);
  for (let round = 0; round <= rounds; round++) {
    const events = batchOf(round);
    const isSmallFirst = round % 2 === 0;
    const [one, two] = isSmallFirst ? [small, large] : [large, small];
    const first = await once(one, events);
    const second = await once(two, events);
    const [ofSmall, ofLarge] = isSmallFirst ? [first, second] : [second, first];
    if (round > 0) measured.push({ small: ofSmall, large: ofLarge });
  }
  return measured;
}

/** The median of the rounds' own ratios, and the rounds it lies between. */
export function ratioOf(rounds: readonly Round[]): { ratio: number; least: number; most: number } {
  const ratios = rounds.map(({ small, large }) => large.ms / small.ms);
  return { ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
