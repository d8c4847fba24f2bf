import type { Answered, SignIn } from "@/lib/detection/answered";
import { type Around, type Episode, NOTHING_AROUND, type Stretch, stretchOf } from "@/lib/detection/episode";
import { chainsOf, type Flagged, type FlaggedEpisode } from "@/lib/detection/flagged";
import type { Later, Place } from "@/lib/detection/later";
import { People, type Presence } from "@/lib/detection/people";
import { type FlaggedRule, type SpanRule, thresholdsOf } from "@/lib/detection/rule";
import { answerOf, type Outcome } from "@/lib/event/answers";
import type { Attempt } from "./ledger";

/** The same short attempts that `ask` writes into the store, as a rule of episodes sees them. */
export function answersOf(attempts: readonly Attempt[]): Answered[] {
  const parts = new Map<string, object>();
  const shared = <T extends object>(kind: string, part: T): T => {
    const key = `${kind} ${JSON.stringify(part)}`;
    if (!parts.has(key)) parts.set(key, part);
    return parts.get(key) as T;
  };
  return attempts
    .map((attempt) => {
      const {
        vector = "entra-signin",
        qualifier = "",
        operation = "",
        activity = "",
        description = "",
      } = attempt;
      const code = attempt.code ?? (vector === "sspr" ? "" : "50034");
      const outcome: Outcome = { vector, code, qualifier, operation, activity, description };
      const { answer, mfaMissing, class: kind } = answerOf(outcome);
      const account = attempt.name.trim().toLowerCase();
      const at = Date.parse(attempt.at) * 1000;
      const { ip = "203.0.113.7", app = "", appId = "", clientApp = "", agent = "" } = attempt;
      const client = {
        app,
        appId,
        clientApp,
        userAgent: agent,
        protocol: attempt.protocol ?? (qualifier === "ropc" ? "ropc" : ""),
      };
      return {
        ...{ at, tries: 1, hour: Math.floor(at / 3_600_000_000) * 3_600_000 },
        from: shared("from", { id: ip, value: ip }),
        name: shared("name", { id: attempt.name, name: attempt.name, account, accountId: account }),
        client: shared("client", { id: JSON.stringify(client), ...client }),
        said: shared("said", {
          ...{ id: JSON.stringify(outcome), ...outcome, answer: answer ?? "nothing", mfaMissing },
          class: kind,
        }),
      };
    })
    .sort((a, b) => a.at - b.at);
}

type Given = {
  presences?: Presence[];
  before?: Stretch[];
  since?: number;
  thresholds?: Record<string, number>;
  around?: Partial<Around>;
};

/** What a rule of episodes finds in these attempts, all of one entity; those that signed in (code 0) are its sign-ins. */
export function findIn(rule: SpanRule, attempts: readonly Attempt[], given: Given = {}): Episode[] {
  const { presences = [], before = [], since = 0 } = given;
  const around = { ...NOTHING_AROUND, ...given.around };
  const all = answersOf(attempts);
  const { answers: levels, vectors } = rule.reads;
  const answers = all.filter(({ said }) => levels.includes(said.answer) && vectors.includes(said.vector));
  const signIns: SignIn[] = all
    .filter(({ said }) => said.answer === "signed-in")
    .map(({ at, name, from }) => ({
      at,
      accountId: name.accountId,
      ...(rule.entity === "tenant" ? { originId: from.id } : {}),
    }));
  const people = new People([...presencesOf(signIns), ...presences]);
  const thresholds = thresholdsOf(rule, given.thresholds);
  const maybe = rule.stretches(
    answers.filter(({ at }) => at >= since),
    thresholds,
  );
  const stretches = maybe.map(({ from, to }) => ({ from, to }));
  return rule.find({ answers, since, until: null, before, stretches, signIns, people, around }, thresholds);
}

function presencesOf(signIns: readonly SignIn[]): Presence[] {
  return signIns.map(({ at, accountId }) => ({ accountId, day: Math.floor(at / 86_400_000_000), first: at }));
}

type GivenFlagged = Given & {
  by: SpanRule;
  privileged?: string[];
  /** For rules that follow accounts: what became of them, and where the source is. */
  later?: Later[];
  place?: Place;
};

/** The episodes by which a rule flags the one source of these attempts. */
export function flaggedBy(rule: SpanRule, attempts: readonly Attempt[], given: Given = {}): Flagged[] {
  return findIn(rule, attempts, given).map((episode) => ({
    ...stretchOf(episode),
    ...{ ruleId: rule.id, verdict: episode.verdict, severity: episode.severity },
    about: { kind: "origin", value: "", originId: episode.counted[0]?.from.id ?? "" },
  }));
}

/** What a rule of flagged sources finds in these attempts, all of one source, which `by` flags. */
export function findFlagged(
  rule: FlaggedRule,
  attempts: readonly Attempt[],
  { by, privileged = [], later = [], place, ...given }: GivenFlagged,
): FlaggedEpisode[] {
  const chains = chainsOf(flaggedBy(by, attempts, given));
  const all = answersOf(attempts);
  const isIn = (at: number) => chains.some(({ from, to }) => at >= from && at <= to);
  const { answers: levels, vectors } = rule.reads;
  const signIns: SignIn[] = all
    .filter(({ said, at }) => said.answer === "signed-in" && isIn(at))
    .map(({ at, name }) => ({ at, accountId: name.accountId }));
  return rule.find(
    {
      chains,
      answers: all.filter(
        ({ at, said }) => isIn(at) && levels.includes(said.answer) && vectors.includes(said.vector),
      ),
      signIns,
      people: new People([...presencesOf(signIns), ...(given.presences ?? [])]),
      privileged: new Set(privileged),
      later,
      places: chains.map(() => (place ? [place] : [])),
    },
    thresholdsOf(rule, given.thresholds),
  );
}
