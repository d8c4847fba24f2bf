import { storedText } from "@/lib/stored-text";
import type { Event, Source, Span } from "./schema";

/** A row as its parser handed it over, with its place in the file. */
export type Row = { event: Event; span: Span };

/** The number of a source in the store. */
export const SOURCE_NUMBER: Record<Source, number> = {
  "entra-signin": 1,
  "entra-audit": 2,
  ual: 3,
  "windows-security": 4,
};

/** What was asked for, folded: trimmed, lower case. */
export function accountOf(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * The same for a name of a Windows log, where one domain has two spellings: `OFFSEC.LAN\\Ann` and `offsec\\ann` are one
 * account. The short name is taken to be the first label of the long one, as it is unless somebody chose otherwise; a
 * machine's address in place of a domain stays whole. A name with @, or without any domain, folds like all others.
 */
export function windowsAccountOf(name: string): string {
  const account = accountOf(name);
  const at = account.indexOf("\\");
  const domain = account.slice(0, Math.max(at, 0));
  if (!DNS_NAME.test(domain) || /^[\d.]+$/.test(domain)) return account;
  return domain.slice(0, domain.indexOf(".")) + account.slice(at);
}

/** The accounts that somebody may mean who asks for a name: as all logs fold it, and as Windows' do. */
export const accountsOf = (name: string): string[] => [...new Set([accountOf(name), windowsAccountOf(name)])];

const DNS_NAME = /^[^.\s:]+(\.[^.\s:]+)+\.?$/;

/** The facts as canonical JSON: keys sorted. Escaped inside, so that jsonb can hold them too. */
export function canonicalFacts(facts: Event["facts"]): string {
  const entries = Object.entries(facts).map(
    ([name, value]) => [storedText(name), storedText(value)] as const,
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}
