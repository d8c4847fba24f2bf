/** What a threshold is called and counted in; what it decides the rule itself says. */
export type ThresholdWords = { label: string; unit: string };

const words = (label: string, unit: string): ThresholdWords => ({ label, unit });

/** Thresholds that mean the same wherever a rule has them. */
const COMMON: Record<string, ThresholdWords> = {
  names: words("Fewest names", "names"),
  moderate: words("Moderate from", "names"),
  medium: words("Medium from", "names"),
  high: words("High from", "names"),
  critical: words("Critical from", "names"),
  notFound: words("High by unknown names alone from", "rows"),
  users: words("A shared source from", "people"),
  sources: words("Fewest sources", "sources"),
  alone: words("A list of one source from", "names an hour"),
  rounds: words("A program cycling a list from", "rounds"),
  baselineHours: words("A normal of its own from", "hours"),
  nxPercent: words("Absent names, at least", "%"),
  hourNames: words("Absent names within 60 minutes", "names"),
  perSecond: words("High from, within one second", "names"),
  oncePercent: words("Names tried once, at least", "%"),
  dayOncePercent: words("A day's names tried once, at least", "%"),
  onceNames: words("Fewest names tried once", "names"),
  dayNames: words("Within 24 hours", "names"),
  weekNames: words("Within 7 days", "names"),
  monthNames: words("Within 30 days", "names"),
  spread: words("Spread over", "hours or days"),
  clockworkPercent: words("Clockwork up to", "% of the mean gap"),
  triesPerSource: words("Most attempts a source", "attempts"),
  rarePercent: words("Rare below", "% of the rows"),
  orderNames: words("An order is looked at from", "names"),
  orderZ: words("An order counts from", "z"),
  surgeSigmas: words("A surge from", "deviations"),
  apps: words("Unknown applications", "ids"),
  appsUnsure: words("The same without older rows", "ids"),
  newNames: words("Names with a new application", "names"),
  ropcNames: words("Names by password grant (ROPC)", "names"),
  accounts: words("Fewest confirmed accounts", "accounts"),
  privileged: words("Privileged accounts", "accounts"),
  privilegedPercent: words("Privileged share that raises", "%"),
  traits: words("A kindred source from", "traits"),
  hourTargets: words("Within 60 minutes", "people"),
  dayTargets: words("Within 24 hours", "people"),
  lookOnlyPercent: words("Looked at and left, at least", "%"),
  disclosed: words("Refused with a reason", "people"),
  blocked: words("Blocked from reset", "people"),
  quietHours: words("A silence from", "hours"),
  fromHour: words("Work begins at", "o'clock UTC"),
  toHour: words("Work ends at", "o'clock UTC"),
  usualRows: words("A busy day from", "rows"),
  usualDays: words("Busy days before", "of 5 days"),
  unknownPercent: words("Unknown codes above", "%"),
  unknownRows: words("Fewest rows with unknown codes", "rows"),
};

/** Where a rule counts something else by the same name. */
const OWN: Record<string, Record<string, ThresholdWords>> = {
  "RC-03": { names: words("Fewest people", "people"), high: words("High from", "people") },
  "RC-08": { high: words("High from", "accounts") },
};

/** "baselineHours" → "Baseline hours": a threshold that is newer than its words. */
const spelled = (name: string) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

export const hasWords = (ruleId: string, name: string): boolean =>
  OWN[ruleId]?.[name] !== undefined || COMMON[name] !== undefined;

export const thresholdWords = (ruleId: string, name: string): ThresholdWords =>
  OWN[ruleId]?.[name] ?? COMMON[name] ?? words(capital(spelled(name)), "");
