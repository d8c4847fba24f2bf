import { ENTRA_VECTORS, type Vector } from "@/lib/event/schema";
import type { Range } from "@/lib/time";
import { daysOf } from "./coverage";
import type { Statement } from "./visibility-schema";

/** One log in the period: rows per UTC day, and whether it ever held any. */
export type LogDays = { vector: Vector; days: Record<string, number>; isEver: boolean };

/** The names of one domain: how many, and for how many of them Entra itself said whether they exist. */
export type DomainAnswers = { domain: string; names: number; decided: number };

export type VisibilityFacts = {
  period: Range;
  logs: readonly LogDays[];
  domains: readonly DomainAnswers[];
  federated: readonly string[];
  /** The vectors that the alert's own rows came by; all of them where no alert is asked about. */
  asked: readonly Vector[];
};

const LOG: Record<Vector, { word: string; without: string }> = {
  "entra-signin": {
    word: "interactive sign-ins",
    without: "Most scans through a sign-in page would be there.",
  },
  "entra-noninteractive": {
    word: "non-interactive sign-ins",
    without: "Programs that send passwords directly are often filed there, whole waves of them.",
  },
  sspr: {
    word: "password resets",
    without: "Somebody who walks the reset page for what it says of accounts would be there.",
  },
  "entra-audit": {
    word: "audit rows",
    without: "Accounts made or removed in those days, which explain many absent names, would be there.",
  },
  ual: {
    word: "sign-ins of the unified audit log",
    without: "It keeps sign-ins longer than the tenant's own log.",
  },
  kerberos: {
    word: "Kerberos requests of domain controllers (4768, 4771)",
    without: "Names asked of a domain controller by Kerberos would be there.",
  },
  ntlm: {
    word: "NTLM validations (4776)",
    without: "Names asked by NTLM would be there, with the name of the workstation.",
  },
  "windows-logon": {
    word: "Windows logons (4624, 4625)",
    without: "Names tried at a server itself would be there, with the address.",
  },
  "windows-context": {
    word: "Windows lockouts and logons with other credentials (4740, 4648)",
    without: "They tell the circumstances only.",
  },
};

/** Asking that no log of the tenant shows. Each with where the fact comes from. */
const TECHNIQUES: readonly { id: string; about: string; sentence: string; source: string }[] = [
  {
    id: "credential-type",
    about: "GetCredentialType",
    sentence:
      "The sign-in page can be asked whether a name exists before any password is sent (GetCredentialType). That writes no sign-in row.",
    source: "Gerenios/AADInternals KillChain_utils.ps1, 0xZDH/o365spray office module",
  },
  {
    id: "user-realm",
    about: "GetUserRealm and OpenID discovery",
    sentence:
      "Whether a domain is managed or federated, and the tenant's id, are told to anybody (GetUserRealm, OpenID discovery). Nothing is written.",
    source: "Gerenios/AADInternals, 0xZDH/o365spray",
  },
  {
    id: "onedrive",
    about: "OneDrive addresses",
    sentence:
      "The address of a person's OneDrive answers differently when the person exists. Asking it writes no sign-in row.",
    source: "nyxgeek/onedrive_user_enum",
  },
  {
    id: "teams-search",
    about: "Teams search",
    sentence:
      "Somebody with an account elsewhere can search Teams for a name, and is told whether it exists and its display name. That is written in their tenant, if at all.",
    source: "Flangvik/TeamFiltration",
  },
  {
    id: "autodiscover",
    about: "Autodiscover JSON",
    sentence:
      "Exchange's Autodiscover (version 1, JSON) answers differently for mailboxes that exist. Nothing is written.",
    source: "gremwell/o365enum, 0xZDH/o365spray autodiscover module",
  },
  {
    id: "discovery-table",
    about: "PreAuthenticationDiscoveryLogs",
    sentence:
      "Azure Monitor describes a table of such discovery calls (PreAuthenticationDiscoveryLogs). It carries no account name, and whether it fills is not certain; Rollcall does not read it.",
    source: "MicrosoftDocs/azure-monitor-docs reference/tables",
  },
];

/** Where the fact behind a technique comes from, for the documentation. */
export const TECHNIQUE_SOURCES = TECHNIQUES.map(({ about, source }) => ({ about, source }));

const plural = (n: number, one: string, many: string) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

/** "2026-03-02, 2026-03-04 to 2026-03-06": consecutive days of a list in order as one. */
function runsOf(days: readonly string[], all: readonly string[]): string {
  const runs: [string, string][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && all[all.indexOf(last[1]) + 1] === day) last[1] = day;
    else runs.push([day, day]);
  }
  const shown = runs.slice(0, 5).map(([from, to]) => (from === to ? from : `${from} to ${to}`));
  const rest = runs.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${plural(rest, "more stretch", "more stretches")}` : "");
}

function logStatements({ period, logs }: VisibilityFacts): Statement[] {
  const all = daysOf(period);
  const held = new Set(logs.flatMap(({ days }) => Object.keys(days)));
  const told = logs.filter(({ vector, isEver }) => isEver || ENTRA_VECTORS.has(vector));
  return told.flatMap(({ vector, days, isEver }): Statement[] => {
    const { word, without } = LOG[vector];
    const about = word.slice(0, 1).toUpperCase() + word.slice(1);
    if (all.every((day) => !days[day])) {
      const since = isEver
        ? `No ${word} are held for these days, though other days have some.`
        : `No ${word} were ever imported.`;
      return [{ id: `no-${vector}`, kind: "source", about, sentence: `${since} ${without}` }];
    }
    // A day that no log has says nothing of this one: nothing at all was imported for it.
    const missing = all.filter((day) => !days[day] && held.has(day));
    if (missing.length === 0) return [];
    const sentence = `No ${word} on ${runsOf(missing, all)} (UTC), while other logs have rows. ${without}`;
    return [{ id: `gap-${vector}`, kind: "gap", about, sentence }];
  });
}

const MOST_DOMAINS = 20;

function federationStatements({ domains, federated }: VisibilityFacts): Statement[] {
  const listed = new Set(federated);
  const asked = domains.filter(({ domain, decided }) => listed.has(domain) || decided === 0);
  const found = asked.slice(0, MOST_DOMAINS).map(({ domain, names }): Statement => {
    const count = plural(names, "name", "names");
    const sentence = listed.has(domain)
      ? `${domain} is federated (settings): another provider checks its passwords, so failures of these ${count} are in that provider's log.`
      : `Entra decided no answer for ${domain} (${count}). If another provider signs it in, what it answered is in that provider's log.`;
    return { id: `federated-${domain}`, kind: "federation", about: domain, sentence };
  });
  const rest = asked.length - found.length;
  const more: Statement[] =
    rest > 0
      ? [
          {
            ...{ id: "federated-more", kind: "federation", about: "Further domains" },
            sentence: `The same holds for ${plural(rest, "further domain", "further domains")} of the names asked for.`,
          },
        ]
      : [];
  return [...found, ...more, noProviderLog(listed.size > 0)];
}

const noProviderLog = (isFederated: boolean): Statement => ({
  ...{ id: "no-adfs", kind: "source", about: "AD FS and other providers" },
  sentence: isFederated
    ? "Rollcall holds no rows of AD FS or of another provider. For federated domains look there before concluding anything."
    : "Rollcall holds no rows of AD FS or of another provider. That matters only for federated domains; the settings name none.",
});

/** What scans of a domain never show in the Security log, by what the alert's rows came by. */
const ON_PREM: readonly { vectors: readonly Vector[]; statement: Omit<Statement, "kind"> }[] = [
  {
    vectors: ["kerberos"],
    statement: {
      id: "kerberos-silent",
      about: "Names that exist, asked by Kerberos",
      sentence:
        "Asking a domain controller for a name that exists, without a password, writes no event: the misses are here and the hits are not. How many were confirmed is unknown; at least those that the same address later gets a ticket or a wrong password for.",
    },
  },
  {
    vectors: ["ntlm", "windows-logon"],
    statement: {
      id: "protocol-hides",
      about: "What the asking side was told",
      sentence:
        "The log tells an unknown name from a wrong password; file sharing answers both alike, so whoever asked may know less than stands here.",
    },
  },
  {
    vectors: ["kerberos", "ntlm", "windows-logon"],
    statement: {
      id: "directory-queries",
      about: "LDAP and RID queries",
      sentence:
        "Names read from the directory itself, by LDAP, LDAP ping or by counting through security identifiers, leave no logon event at all.",
    },
  },
];

/** What could not be seen, from facts alone: missing logs first, then domains, then what no log shows. */
export function visibilityOf(facts: VisibilityFacts): Statement[] {
  const isSignIn = facts.asked.some((vector) => vector.startsWith("entra-"));
  const isReset = facts.asked.includes("sspr");
  const techniques = TECHNIQUES.map(
    ({ source: _, ...technique }): Statement => ({ ...technique, kind: "technique" }),
  );
  const reset: Statement = {
    ...{ id: "reset-absent", kind: "technique", about: "Password reset of unknown names" },
    sentence:
      "The reset page most likely writes nothing for a name that does not exist: only existing accounts appear, and the share of absent names cannot be known.",
  };
  return [
    ...logStatements(facts),
    ...(isSignIn || isReset ? federationStatements(facts) : []),
    ...(isReset ? [reset] : []),
    ...ON_PREM.filter(({ vectors }) => vectors.some((vector) => facts.asked.includes(vector))).map(
      ({ statement }): Statement => ({ kind: "technique", ...statement }),
    ),
    ...(isSignIn || isReset ? techniques : []),
  ];
}
