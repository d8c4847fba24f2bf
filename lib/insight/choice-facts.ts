import type { Alert } from "@/lib/alert/schema";
import type { Answered } from "@/lib/detection/answered";
import type { BenignFacts, FactSource } from "@/lib/detection/benign-facts";
import { NO_FACTS } from "@/lib/detection/benign-facts";
import { officeShare } from "@/lib/detection/office-hours";
import { resetStepOf } from "@/lib/detection/reset-steps";
import { anyToolMark } from "@/lib/detection/signs";
import type { Surroundings } from "@/lib/detection/surroundings";
import { familyOf } from "@/lib/enrich/agent-family";
import type { CurrentDirectory } from "@/lib/enrich/run-known-people";
import type { NetworkKind } from "@/lib/enrich/schema";
import { type Answer, answerRank } from "@/lib/event/schema";
import { shownText } from "@/lib/stored-text";
import { DAY } from "@/lib/time";
import type { Choice } from "./choice-schema";

const SOURCE: Record<NetworkKind, FactSource> = {
  ...{ "own-egress": "own", "sync-host": "own", "help-desk": "own", "ci-runner": "own" },
  ...{ partner: "partner", isp: "isp", hosting: "hosting", vpn: "vpn", tor: "tor", microsoft: "microsoft" },
  scanner: "unknown",
};

const EXPIRED = "50055";
/** Somebody who was made so recently is a newcomer. */
const NEW_WITHIN = 7 * DAY;
const PROGRAMS = new Set(["library", "script", "tool"]);

type Known = {
  alert: Pick<Alert, "confirmed" | "firstSeen">;
  counted: readonly Answered[];
  surroundings: Surroundings;
  current: CurrentDirectory | null;
  /** People who finished a password reset from there. */
  resetsFinished: number;
  /** When people usually sign in from there; see `officeHours`. */
  hours: ReadonlySet<string> | null;
};

/** What is known for weighing whether an alert is something harmless; `choice` has what was measured already. */
export function factsOf(
  choice: Omit<Choice, "pictures" | "suggested" | "signals">,
  known: Known,
): BenignFacts {
  const { alert, counted, surroundings, current } = known;
  const { source, rounds, order, directory } = choice;
  return {
    ...NO_FACTS,
    ...{ names: choice.names, tries: choice.tries, nxShare: choice.absentShare, onceShare: choice.onceShare },
    ...{ passwordKnown: alert.confirmed.passwordKnown, signedIn: alert.confirmed.signedIn },
    ...clientFacts(counted),
    source: source.kind === null ? null : SOURCE[source.kind],
    sameSetRounds: rounds.sameSet,
    roundInterval: rounds.intervalSeconds === null ? null : rounds.intervalSeconds * 1000,
    ...{ roundIntervalCv: rounds.intervalCv, gapCv: choice.spacing.gapCv },
    lifecycleOverlap: choice.lifecycle?.share ?? null,
    successUsers30d: source.users30d,
    orderZ: order.scores.find(({ kind }) => kind === order.strongest)?.z ?? null,
    ...{
      defectShare: choice.defect.share,
      defect: choice.defect.defect,
      repairShare: choice.defect.repairShare,
    },
    ...{ typoShare: directory?.typoShare ?? null, dirOverlap: directory?.dirOverlap ?? null },
    newShare: newShareOf(surroundings, current, new Date(alert.firstSeen)),
    privShare: shareOf(directory?.privileged ?? null, directory?.known ?? 0),
    privPopulation: current?.states.includes("privileged")
      ? shareOf(current.privileged, current.people)
      : null,
    ...{ machineShare: choice.pattern.machineShare, series: choice.pattern.series?.stem ?? null },
    officeShare: officeShare(
      counted.map(({ at }) => at / 1000),
      known.hours,
    ),
    expiredShare: expiredShareOf(counted),
    ...resetFacts(counted, known.resetsFinished),
  };
}

const shareOf = (part: number | null, whole: number) => (part === null || whole === 0 ? null : part / whole);

function clientFacts(counted: readonly Answered[]) {
  const clients = [...new Set(counted.map(({ client }) => client))];
  const apps = new Set(clients.map(({ app, appId }) => appId || app).filter(Boolean));
  const agents = new Set(clients.map(({ userAgent }) => userAgent).filter(Boolean));
  const kinds = [...agents].map((agent) => familyOf(shownText(agent)).kind);
  return {
    apps: apps.size || null,
    agents: agents.size || null,
    isScripted: kinds.length === 0 ? null : kinds.every((kind) => PROGRAMS.has(kind)),
    tool: anyToolMark(counted),
  };
}

function newShareOf({ people }: Surroundings, current: CurrentDirectory | null, first: Date): number | null {
  if (!people || !current?.states.includes("created")) return null;
  const dated = [...people.values()].filter(({ created }) => created !== null);
  const fresh = dated.filter(
    ({ created }) => created && Math.abs(first.getTime() - created.getTime()) <= NEW_WITHIN,
  );
  return shareOf(fresh.length, dated.length);
}

/** Accounts whose best answer is that the password has expired, by all. */
function expiredShareOf(counted: readonly Answered[]): number | null {
  const best = new Map<string, { answer: Answer; code: string }>();
  for (const { name, said } of counted) {
    const known = best.get(name.account);
    if (!known || answerRank(said.answer) > answerRank(known.answer)) best.set(name.account, said);
  }
  const expired = [...best.values()].filter(({ code }) => code === EXPIRED).length;
  return shareOf(expired, best.size);
}

/** A flow is an account here: correlation ids are the client's own to choose. */
function resetFacts(counted: readonly Answered[], finished: number) {
  const walks = counted.filter(({ said }) => said.vector === "sspr");
  const flows = new Set(walks.map(({ name }) => name.account)).size;
  if (flows === 0) return { resetFlows: null, resetCompleted: null };
  const passed = walks.filter((answered) => resetStepOf(answered) === "passed");
  const completed = Math.max(finished, new Set(passed.map(({ name }) => name.account)).size);
  return { resetFlows: flows, resetCompleted: Math.min(flows, completed) };
}
