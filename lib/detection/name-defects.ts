/** What is wrong with a name as a user principal name, the first that holds of it. */
export const NAME_DEFECTS = [
  "empty",
  "blank around",
  "decorated",
  "domain\\name",
  "no domain",
  "missing domain",
  "missing name",
  "doubled domain",
  "several @",
  "trailing dot",
  "broken domain",
  "wrong suffix",
] as const;
export type NameDefect = (typeof NAME_DEFECTS)[number];

/** `detail` is what the names share besides: the wrong suffix, the doubled domain; "" where there is nothing. */
export type FoundDefect = { defect: NameDefect; detail: string };

export type SharedDefect = {
  /** The share of names with the most frequent defect and detail, 0 to 1: an integration that is broken one way. */
  share: number;
  found: FoundDefect | null;
  /** Names with each defect, whatever the detail. */
  counts: Partial<Record<NameDefect, number>>;
  names: number;
  /** Whether foreign suffixes could be told, the tenant's own being known. */
  knowsSuffixes: boolean;
};

const LONGEST = 512;
const DECORATED = /^(?:mailto|smtp|sip|upn|user|cn|uid)[:=]|^["'<([]|["'>)\]]$/i;
const DOMAIN = /^(?!-)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;
/** A guest in the tenant's own spelling; nothing is wrong with it. */
const GUEST = /#ext#@/i;

/**
 * The defect that most names share. `names` are as typed: folding takes blanks away. `suffixes` are the tenant's own
 * domains in small letters; without them a foreign suffix is no defect. Linear.
 */
export function sharedDefect(
  names: readonly string[],
  suffixes: ReadonlySet<string> | null = null,
): SharedDefect {
  const shared = new Map<string, { count: number; found: FoundDefect }>();
  const counts = new Map<NameDefect, number>();
  for (const name of names) {
    const found = defectOf(name, suffixes);
    if (!found) continue;
    counts.set(found.defect, (counts.get(found.defect) ?? 0) + 1);
    const key = `${found.defect} ${found.detail}`;
    const held = shared.get(key);
    if (held) held.count++;
    else shared.set(key, { count: 1, found });
  }
  let best: { count: number; found: FoundDefect } | null = null;
  for (const held of shared.values()) if (held.count > (best?.count ?? 0)) best = held;
  return {
    share: best ? best.count / names.length : 0,
    found: best?.found ?? null,
    ...{ counts: Object.fromEntries(counts), names: names.length, knowsSuffixes: suffixes !== null },
  };
}

/** What is wrong with one name as typed; null for nothing. */
export function defectOf(name: string, suffixes: ReadonlySet<string> | null = null): FoundDefect | null {
  const text = name.slice(0, LONGEST);
  const trimmed = text.trim();
  const plain = (defect: NameDefect, detail = ""): FoundDefect => ({ defect, detail });
  if (trimmed === "") return plain("empty");
  if (trimmed !== text && name.length <= LONGEST) return plain("blank around");
  if (DECORATED.test(trimmed)) return plain("decorated");
  const slash = trimmed.indexOf("\\");
  if (slash > 0) return plain("domain\\name", trimmed.slice(0, slash).toLowerCase());
  const [local = "", ...domains] = trimmed.toLowerCase().split("@");
  if (domains.length === 0) return plain("no domain");
  if (domains.every((domain) => domain === "")) return plain("missing domain");
  if (local === "") return plain("missing name");
  return GUEST.test(trimmed) ? null : domainDefect(domains, suffixes);
}

function domainDefect(domains: readonly string[], suffixes: ReadonlySet<string> | null): FoundDefect | null {
  const [domain = "", again = ""] = domains;
  if (domains.length === 2 && domain === again) return { defect: "doubled domain", detail: domain };
  if (domains.length > 1) return { defect: "several @", detail: domains.join("@") };
  if (domain.endsWith(".")) return { defect: "trailing dot", detail: "" };
  if (!DOMAIN.test(domain)) return { defect: "broken domain", detail: domain };
  if (suffixes && !suffixes.has(domain)) return { defect: "wrong suffix", detail: domain };
  return null;
}

/** More own domains than these are not tried. */
const MOST_SUFFIXES = 50;

/**
 * Accounts that a defective name may have been meant to be: its local part without decoration, with each of the
 * tenant's suffixes. Folded; empty where nothing is left of it.
 */
export function repairsOf(name: string, suffixes: Iterable<string>): string[] {
  const text = name.slice(0, LONGEST).trim().toLowerCase();
  const bare = text
    .replace(/^(?:mailto|smtp|sip|upn|user|cn|uid)[:=]/, "")
    .replace(/^["'<([]+|["'>)\]]+$/g, "");
  const local =
    bare
      .slice(bare.indexOf("\\") + 1)
      .split("@")[0]
      ?.replace(/[\s.]+$/, "") ?? "";
  if (local === "") return [];
  const repaired: string[] = [];
  for (const suffix of suffixes) {
    if (repaired.length === MOST_SUFFIXES) break;
    repaired.push(`${local}@${suffix}`);
  }
  return repaired;
}

/**
 * Of the names with a defect, the share that repairing turns into real accounts (0 to 1); null where none has a
 * defect. A broken integration scores 0.8 and more, a guesser does not.
 */
export function repairShare(
  names: readonly string[],
  suffixes: ReadonlySet<string>,
  isAccount: (account: string) => boolean,
): number | null {
  const broken = names.filter((name) => defectOf(name, suffixes) !== null);
  if (broken.length === 0) return null;
  return broken.filter((name) => repairsOf(name, suffixes).some(isAccount)).length / broken.length;
}
