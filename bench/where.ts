import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Profile = z.object({
  startTime: z.number(),
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof Profile>;

export type Share = { what: string; ms: number };

/** Where a function lives says what its time was spent on; the first that fits. */
const PLACES: [RegExp, string][] = [
  [/\/lib\/source\/(container|encoding|head|magic)/, "reading and decoding bytes"],
  [
    /\/lib\/source\/(json-lines|json-values|json-tables|csv-records|json-reading|read|read-packs)\./,
    "splitting records",
  ],
  [/^wasm:|\/lib\/source\/scan/, "finding fields and known names"],
  [/\/lib\/source\//, "naming fields anew"],
  [/\/lib\/event\/(copy|fact-rows|pack|names)\./, "writing rows"],
  [/\/lib\/event\//, "keys, duplicates and ledger"],
  [/\/lib\/(detection|alert)\//, "detection and alerts"],
  [/\/lib\/intake\//, "receipt"],
  [/node_modules\/(pg|graphile|postgres|@prisma)/, "speaking to Postgres"],
  [/node_modules\//, "libraries"],
  [/\/(lib|worker)\//, "the rest of ours"],
];
const WAITING = "waiting (Postgres, disk)";
const NODE = "Node.js itself";
const STATES = new Map([
  ["(idle)", WAITING],
  ["(garbage collector)", "garbage collection"],
  ["(program)", NODE],
  ["(root)", NODE],
]);

/** Microseconds of the machine's monotonic clock, by which profiles are stamped too. */
export type Window = { from: number; to: number };

export const monotonicMicros = () => Number(process.hrtime.bigint() / 1000n);

/**
 * A profile's time within a window, by what it was spent on: each sample counts for the innermost function of ours
 * or a library's, so that JSON.parse or a hash counts for who called it. Work of threads adds up, and may come to more
 * than the window; waiting is the main thread's alone, for a thread without work waits for no one.
 */
export function sharesOf(folder: string, window: Window): Share[] {
  const sums = new Map<string, number>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".cpuprofile"))) {
    const profile = Profile.parse(JSON.parse(readFileSync(join(folder, name), "utf8")));
    const own = new Map<string, number>();
    addSamples(profile, window, own);
    if (!isMainThread(name)) own.delete(WAITING);
    for (const [what, ms] of own) sums.set(what, (sums.get(what) ?? 0) + ms);
  }
  if (sums.size === 0) throw new Error("The worker left no profile of the import.");
  return [...sums].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms);
}

/** Node names a profile `CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile`. */
const isMainThread = (name: string) => name.split(".")[4] === "0";

function addSamples(profile: Profile, window: Window, sums: Map<string, number>): void {
  const { nodes, samples, timeDeltas } = profile;
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kept = new Map<number, string>();
  const placeOf = (id: number): string => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const frame = byId.get(id)?.callFrame;
    const state = STATES.get(frame?.functionName ?? "");
    const place = PLACES.find(([pattern]) => pattern.test(frame?.url ?? ""))?.[1];
    const parent = parents.get(id);
    const found = state ?? place ?? (parent === undefined ? NODE : placeOf(parent));
    kept.set(id, found);
    return found;
  };
  let at = profile.startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index] ?? 0;
    if (at < window.from || at > window.to) return;
    const what = placeOf(id);
    sums.set(what, (sums.get(what) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  });
}
