import { count, spanOf } from "@/components/ui/utc";

const percent = (share: number) => `${count(Math.round(share * 1000) / 10)} %`;
const number = (value: number) =>
  Number.isInteger(value) ? count(value) : String(Math.round(value * 100) / 100);
const of = (one: string, many: string) => (value: number) => `${number(value)} ${value === 1 ? one : many}`;
const span = (minutes: number) => spanOf(minutes * 60_000);
/** Without a minus before nothing. */
const score = (z: number) => (Math.abs(z) < 0.05 ? "0.0" : z.toFixed(1));
const rate = of("name a minute", "names a minute");

/** `tries` is how many attempts the detection counts: spreads are shares of them. */
type Worded = { words: (value: number, tries: number) => string; hideZero?: true };
const when = (words: Worded["words"]): Worded => ({ words });
/** Counts that say nothing where they are none. */
const ifAny = (words: Worded["words"]): Worded => ({ words, hideZero: true });

/** Measures in words with their units, in the order in which they are read. */
const MEASURES: Record<string, Worded> = {
  durationMinutes: ifAny((value) => `over ${number(value)} ${value === 1 ? "minute" : "minutes"}`),
  elapsedMinutes: when((value) => `over ${span(value)}`),
  ratePerMinute: ifAny(rate),
  rateAvg: when((value) => `${rate(value)} on average`),
  ratePeak: when((value) => `${number(value)} in the busiest minute`),
  notFoundCount: ifAny(of("attempt found nobody", "attempts found nobody")),
  lockedDisabledCount: ifAny(
    of("attempt at a locked or disabled account", "attempts at locked or disabled accounts"),
  ),
  k0: ifAny(of("name absent", "names absent")),
  k3: ifAny(of("exists", "exist")),
  k4: ifAny(of("password known", "passwords known")),
  k5: ifAny((value) => `${number(value)} signed in`),
  newsConfirmed: ifAny(
    (value) => `${of("account", "accounts")(value)} confirmed that had not signed in from here`,
  ),
  hints: ifAny(of("hint", "hints")),
  nxShare: ifAny((value) => `${percent(value)} of the names absent`),
  hitRate: ifAny((value) => `${percent(value)} confirmed`),
  onceShare: when((value) => `${percent(value)} tried once`),
  rounds: when((value) => (value === 1 ? "one round" : `${number(value)} rounds over the same names`)),
  gapCv: when((value) => `gaps vary by ${percent(value)} of their mean`),
  sources: when(of("source", "sources")),
  triesPerSource: when((value) => `${of("attempt", "attempts")(value)} a source`),
  hostedShare: ifAny((value) => `${percent(value)} of the sources hosted or Tor`),
  appSpread: ifAny((value, tries) => of("application", "applications")(Math.round(value * tries))),
  agentSpread: ifAny((value, tries) => of("agent", "agents")(Math.round(value * tries))),
  orderZ: when((value) => `order of a list by z ${score(value)}`),
  tauZ: when((value) => `order of a list by z ${score(value)} (4 is evidence)`),
  defectShare: ifAny((value) => `${percent(value)} share one defect`),
  repairShare: when((value) => `${percent(value)} real once repaired`),
  seriesShare: ifAny((value) => `${percent(value)} numbered in a series`),
  lifecycleOverlap: ifAny((value) => `${percent(value)} added or deleted within 48 hours`),
  dirOverlap: when((value) => `${percent(value)} in the directory`),
  typoShare: when((value) => `${percent(value)} of the absent names are typing errors`),
  succUsers30d: when((value) => `${of("person", "people")(value)} signed in from here in the 30 days before`),
  lookOnly: ifAny((value) => `${of("reset", "resets")(value)} looked at and left`),
  disclosed: ifAny((value) => `${of("reset", "resets")(value)} refused with a reason`),
  blocked: ifAny((value) => `${of("account", "accounts")(value)} driven into the block`),
  engaged: ifAny((value) => `${of("reset", "resets")(value)} taken further`),
  passed: ifAny((value) => `${of("second factor", "second factors")(value)} passed`),
  unknownApps: ifAny(of("application id that nobody uses", "application ids that nobody uses")),
  newApps: ifAny(of("application new here", "applications new here")),
  ropcNames: ifAny((value) => `${of("name", "names")(value)} tried by password grant`),
  accepted: ifAny(of("password accepted", "passwords accepted")),
  privileged: ifAny(of("privileged account", "privileged accounts")),
  privShare: ifAny((value) => `${percent(value)} of them privileged`),
  used: when((value) => `${of("account", "accounts")(value)} used`),
  daysUntil: when((value) => `first ${span(value * 1440)} after it was found out`),
  episodes: ifAny(of("episode", "episodes")),
  quietHours: when((value) => `${of("working hour", "working hours")(value)} without a row`),
  rows: when((value) => `${of("row", "rows")(value)} that day`),
  unknownPercent: when((value) => `${number(value)} % of them with unknown codes`),
};

/** Columns of the table say these, and the panel on how the names were chosen each single order. */
const SAID = new Set(["names", "tries", "tauAlphabetical", "tauSurname", "tauAddressList", "tauCommonNames"]);

/** "succUsers30d" → "succ users 30 d": what a rule adds later is at least readable. */
const spelled = (key: string) =>
  key
    .replace(/([a-z])([A-Z0-9])/g, "$1 $2")
    .replace(/(\d)([a-z])/g, "$1 $2")
    .toLowerCase();

/** What a detection was judged by, a phrase each. */
export function measureWords(measures: Readonly<Record<string, number>>): string[] {
  const known = Object.entries(MEASURES).flatMap(([key, { words, hideZero }]) => {
    const value = measures[key];
    return value === undefined || (hideZero && value === 0) ? [] : [words(value, measures.tries ?? 0)];
  });
  const others = Object.entries(measures)
    .filter(([key]) => !(key in MEASURES) && !SAID.has(key))
    .map(([key, value]) => `${spelled(key)}: ${number(value)}`);
  return [...known, ...others];
}
