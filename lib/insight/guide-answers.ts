import type { Alert, AlertFacets } from "@/lib/alert/schema";
import { ENTRA_VECTORS, Vector } from "@/lib/event/schema";
import { DAY, MINUTE } from "@/lib/time";
import type { GuideFact } from "./guide-schema";

/** Days that a guide looks to either side of an alert, and before it. */
export const AROUND_DAYS = 14;
export const BEFORE_DAYS = 30;

type Place = { origin: string; names: number };

/** What the store says of an alert; every answer of the guide is made from it. */
export type Seen = {
  alert: Alert;
  facets: AlertFacets;
  held: { first: Date | null; last: Date | null; vectors: { vector: Vector; events: number }[] };
  source: { first: Date | null; last: Date | null; users: number; signIns: number; places: string[] };
  choice: {
    names: number;
    absent: number;
    once: number;
    domainCount: number;
    domains: { domain: string; names: number }[];
  };
  learned: {
    confirmed: number;
    withoutFactor: number;
    strongest: { account: string; answer: string; code: string }[];
  };
  after: {
    sameOrigin: number;
    before: number;
    refusedElsewhere: number;
    newPlaces: number;
    listed: { account: string; origin: string; day: string }[];
  };
  channel: { resets: number; finished: number; prompts: number; finishedHere: number };
  /** Null where no row names an agent. */
  others: { origins: number; listed: Place[] } | null;
  /** How many benign pictures the alert's rules have. */
  pictures: number;
};

export type Answered = { answer: string | null; facts: GuideFact[]; unknown: string | null };

const count = (n: number) => n.toLocaleString("en");
const accounts = (n: number) => `${count(n)} ${n === 1 ? "account" : "accounts"}`;
const share = (part: number, whole: number) => `${Math.round((part / Math.max(whole, 1)) * 100)} %`;
const fact = (label: string, value: string, href: string | null = null): GuideFact => ({
  label,
  value,
  href,
});
const dayOf = (at: Date | null) => at?.toISOString().slice(0, 10) ?? "none";
const originHref = (origin: string) => `/origins/${encodeURIComponent(origin)}`;
const accountHref = (account: string) =>
  `/accounts/${encodeURIComponent(account === "" ? "~none" : account)}`;

const LOG: Record<Vector, string> = {
  "entra-signin": "Sign-ins, interactive or not stated",
  "entra-noninteractive": "Sign-ins, non-interactive",
  sspr: "Password reset",
  "entra-audit": "Other audit rows",
  ual: "Sign-ins of the unified audit log",
  kerberos: "Kerberos requests",
  ntlm: "NTLM validations",
  "windows-logon": "Windows logons",
  "windows-context": "Windows events around them",
};

function sight({ held }: Seen): Answered {
  const eventsOf = (vector: Vector) => held.vectors.find((one) => one.vector === vector)?.events ?? 0;
  const told = Vector.options.filter((vector) => ENTRA_VECTORS.has(vector) || eventsOf(vector) > 0);
  const missing = told.filter((vector) => eventsOf(vector) === 0);
  return {
    answer:
      missing.length === 0
        ? "Every kind of log read here has rows on these days."
        : `On these days there are no rows of: ${missing.map((vector) => LOG[vector].toLowerCase()).join("; ")}.`,
    facts: [
      ...told.map((vector) => {
        const events = eventsOf(vector);
        return fact(
          LOG[vector],
          events === 0 ? "none held" : `${count(events)} ${events === 1 ? "row" : "rows"}`,
        );
      }),
      fact("Logs held", `${dayOf(held.first)} to ${dayOf(held.last)} UTC`),
    ],
    unknown: "Whether a domain is federated, and what was asked of pages that log nothing, stands in no log.",
  };
}

/** A month before the alert of which the logs hold only the last days says less. */
function monthBefore({ alert, held }: Seen): string {
  const days = held.first ? Math.floor((Date.parse(alert.firstSeen) - held.first.getTime()) / DAY) : 0;
  if (days === 0) return "before this alert; but the logs hold no whole day before it";
  if (days >= BEFORE_DAYS) return `in the ${BEFORE_DAYS} days before`;
  return `in the ${days === 1 ? "one day" : `${days} days`} before that the logs hold`;
}

const isCampaign = ({ alert }: Pick<Seen, "alert">) => alert.entity.kind === "campaign";

function source(seen: Seen): Answered {
  if (isCampaign(seen)) {
    const answer = "Many sources that share a list; the alert names each with its network.";
    return { answer, facts: [], unknown: "Whether one person holds them all no log says." };
  }
  const { users, signIns, first, last, places } = seen.source;
  const { origin } = seen.alert;
  const when = monthBefore(seen);
  return {
    answer:
      users === 0
        ? `Nobody signed in from here ${when}.`
        : `${accounts(users)} signed in from here ${when}, ${count(signIns)} times.`,
    facts: [
      fact("Origin", origin ?? "the rows name no address", origin ? originHref(origin) : null),
      fact("Its rows", `${dayOf(first)} to ${dayOf(last)} UTC`),
      ...places.map((place) => fact("Place in its rows", place)),
    ],
    unknown: origin ? null : "Rows without an address may come from anywhere.",
  };
}

function choice({ choice: { names, absent, once, domainCount, domains } }: Seen): Answered {
  return {
    answer: `${share(absent, names)} of ${count(names)} names are absent, ${share(once, names)} were tried once.`,
    facts: [
      fact("Absent", `${count(absent)} of ${count(names)}`),
      fact("Tried once", `${count(once)} of ${count(names)}`),
      ...domains.map(({ domain, names: n }) => fact(domain || "no domain", accounts(n))),
      ...(domainCount > domains.length ? [fact("Further domains", count(domainCount - domains.length))] : []),
    ],
    unknown: null,
  };
}

function method({ alert, facets }: Seen): Answered {
  const minutes = Math.max(1, (Date.parse(alert.lastSeen) - Date.parse(alert.firstSeen)) / MINUTE);
  const pace = Math.round((alert.attempts / minutes) * 10) / 10;
  const agents = facets.agents.length;
  const apps = new Set(facets.apps.map(({ app, appId }) => appId || app)).size;
  const protocols = [...new Set(facets.clients.map(({ protocol }) => protocol).filter(Boolean))];
  return {
    answer: `${agents} ${agents === 1 ? "agent" : "agents"}, ${apps} ${apps === 1 ? "application" : "applications"}, ${pace} attempts a minute over all.`,
    facts: [
      ...facets.agents
        .slice(0, 3)
        .map(({ userAgent, attempts }) => fact(userAgent || "no agent", count(attempts))),
      ...facets.apps
        .slice(0, 3)
        .map(({ app, appId, attempts }) => fact(app || appId || "no name", count(attempts))),
      fact("Protocols", protocols.join(", ") || "not stated"),
    ],
    unknown: null,
  };
}

const TOLD: Record<string, string> = {
  "exists-unusable": "exists, disabled",
  "password-known": "password known",
  "signed-in": "signed in",
};

function learned({ alert, learned: { confirmed, withoutFactor, strongest } }: Seen): Answered {
  const { passwordKnown, signedIn } = alert.confirmed;
  const parts = [`${accounts(confirmed)} confirmed`];
  if (passwordKnown > 0) parts.push(`${count(passwordKnown)} with a known password`);
  if (signedIn > 0) parts.push(`${count(signedIn)} signed in`);
  return {
    answer: confirmed === 0 ? "No account was confirmed by these rows." : `${parts.join(", ")}.`,
    facts: [
      ...(withoutFactor > 0 ? [fact("Password right, no second factor yet", accounts(withoutFactor))] : []),
      ...strongest.map(({ account, answer, code }) =>
        fact(account || "(no name)", `${TOLD[answer] ?? answer} (${code})`, accountHref(account)),
      ),
      ...(confirmed > strongest.length
        ? [fact("Further accounts", count(confirmed - strongest.length))]
        : []),
    ],
    unknown: "Which of them are administrators, executives or the help desk no sign-in log says.",
  };
}

function movedOn({ learned: { confirmed }, after, held, alert }: Seen): Answered {
  if (confirmed === 0)
    return { answer: "There is no confirmed account to follow.", facts: [], unknown: null };
  const days = held.last ? Math.floor((held.last.getTime() - Date.parse(alert.lastSeen)) / DAY) : 0;
  const parts = [
    after.sameOrigin > 0 ? `${accounts(after.sameOrigin)} signed in from this origin` : "",
    after.newPlaces > 0
      ? `${count(after.newPlaces)} ${after.newPlaces === 1 ? "sign-in" : "sign-ins"} from a place new for the person`
      : "",
  ].filter(Boolean);
  return {
    answer:
      parts.length > 0
        ? `${parts.join("; ")}, on the day or in the fortnight after.`
        : `No confirmed account signed in from ${isCampaign({ alert }) ? "" : "this origin, or from "}a place new for it.`,
    facts: [
      fact("Refused elsewhere afterwards", accounts(after.refusedElsewhere)),
      fact("Signed in anywhere in the fortnight before", accounts(after.before)),
      ...after.listed.map(({ account, origin, day }) =>
        fact(account, `${origin}, ${day}`, accountHref(account)),
      ),
      ...(after.newPlaces > after.listed.length
        ? [fact("Further new places", count(after.newPlaces - after.listed.length))]
        : []),
    ],
    unknown:
      days < AROUND_DAYS
        ? `The logs held end ${days < 1 ? "on the day of" : days === 1 ? "one day after" : `${days} days after`} the alert's last row.`
        : null,
  };
}

function channel({ learned: { confirmed }, channel: { resets, finished, prompts } }: Seen): Answered {
  return {
    answer:
      confirmed === 0
        ? "There is no confirmed account to follow."
        : resets + prompts === 0
          ? "No reset and no refused second-factor prompt of these accounts within a fortnight."
          : `Password resets of ${accounts(resets)}, refused second-factor prompts of ${accounts(prompts)}.`,
    facts: [
      fact("Reset steps", accounts(resets)),
      fact("Resets finished", accounts(finished)),
      fact("Prompts refused or unanswered", accounts(prompts)),
    ],
    unknown: "Calls, mail and chats stand in no log held here.",
  };
}

function extent({ others }: Seen): Answered {
  if (!others) {
    return { answer: null, facts: [], unknown: "The rows name no agent by which others could be found." };
  }
  const { origins, listed } = others;
  return {
    answer:
      origins === 0
        ? "No other origin was refused with the same agent within a day."
        : `${count(origins)} other ${origins === 1 ? "origin was" : "origins were"} refused with the same agent within a day.`,
    facts: [
      ...listed.map(({ origin, names }) => fact(origin, accounts(names), originHref(origin))),
      ...(origins > listed.length ? [fact("Further origins", count(origins - listed.length))] : []),
    ],
    unknown: origins > 0 ? "A common agent says little; look for the list that goes on." : null,
  };
}

function benign({ pictures, alert, source: { users } }: Seen): Answered {
  const tries = Math.round((alert.attempts / Math.max(alert.names, 1)) * 10) / 10;
  return {
    answer: `${count(pictures)} benign ${pictures === 1 ? "picture belongs" : "pictures belong"} to these rules. Each name was tried ${tries === 1 ? "once" : `${tries} times`} on average; ${accounts(users)} signed in from here before.`,
    facts: alert.rules.map((rule) => fact(rule, "its benign look-alikes", `/rules/${rule}`)),
    unknown: "Tickets, agreed tests and batches of joiners stand in no log held here.",
  };
}

function verdict({ alert }: Seen): Answered {
  const answer = alert.classification
    ? `Ruled: ${[alert.classification, alert.classificationReason].filter(Boolean).join(", ").replaceAll("-", " ")}.`
    : "Nobody has classified it yet.";
  return { answer, facts: [], unknown: null };
}

function finished({ channel: { finishedHere } }: Seen): Answered {
  return {
    answer:
      finishedHere === 0
        ? "No reset was finished from here."
        : `${accounts(finishedHere)} finished a reset from here, up to a day after.`,
    facts: [],
    unknown: null,
  };
}

/** What the data say of each step, by its key. */
export const ANSWERS: Record<string, (seen: Seen) => Answered> = {
  ...{ sight, source, choice, method, learned, channel, extent, benign, verdict, finished },
  "moved-on": movedOn,
};
