import type { BenignFacts } from "./benign-facts";
import { WHY_UNKNOWN } from "./benign-facts";

/** One signal of the sheet: its number, and which way it leans. Null: it cannot be told, and `why` says why. */
export type Discriminator = {
  signal: string;
  value: number | string | boolean | null;
  leans: "attack" | "benign" | "neither" | null;
  why: string | null;
};

type Row = {
  signal: string;
  fact: keyof BenignFacts;
  value?: (facts: BenignFacts) => Discriminator["value"];
  leans: (facts: BenignFacts) => Discriminator["leans"];
};

/** Above `attack` it leans that way, below `benign` the other; turned round where `attack` is the smaller. */
function leaning(value: number | null, attack: number, benign: number): Discriminator["leans"] {
  if (value === null) return null;
  if (attack > benign) {
    if (value >= attack) return "attack";
    return value <= benign ? "benign" : "neither";
  }
  if (value <= attack) return "attack";
  return value >= benign ? "benign" : "neither";
}

const namesPerTry = ({ names, tries }: BenignFacts) => (tries === 0 ? null : names / tries);

/** Hardly any absent name is what a harvested list has, and so has a program that knows its users. */
function absentLeans({ nxShare }: BenignFacts): Discriminator["leans"] {
  if (nxShare === null) return null;
  if (nxShare >= 0.4) return "attack";
  return nxShare >= 0.05 && nxShare <= 0.3 ? "benign" : "neither";
}

function sourceLeans({ source }: BenignFacts): Discriminator["leans"] {
  if (source === null || source === "unknown") return null;
  if (source === "hosting" || source === "vpn" || source === "tor") return "attack";
  return source === "own" || source === "partner" ? "benign" : "neither";
}

function agentLeans({ apps, agents, tool, isScripted }: BenignFacts): Discriminator["leans"] {
  if (tool !== null) return "attack";
  if (apps === null && agents === null) return null;
  if ((apps ?? 0) >= 4 || (agents ?? 0) >= 4) return "attack";
  return (apps ?? 1) <= 1 && (agents ?? 1) <= 1 && isScripted === false ? "benign" : "neither";
}

function privilegedLeans({ privShare, privPopulation }: BenignFacts): Discriminator["leans"] {
  if (privShare === null || privPopulation === null) return null;
  return privShare > Math.max(0.05, 2 * privPopulation) ? "attack" : "benign";
}

function repeatLeans({ sameSetRounds }: BenignFacts): Discriminator["leans"] {
  if (sameSetRounds === null) return null;
  if (sameSetRounds >= 3) return "benign";
  return sameSetRounds <= 1 ? "attack" : "neither";
}

const SHEET: readonly Row[] = [
  {
    ...{ signal: "names per try", fact: "tries" as const, value: namesPerTry },
    leans: (facts) => leaning(namesPerTry(facts), 0.8, 0.3),
  },
  { signal: "absent names", fact: "nxShare", leans: absentLeans },
  {
    signal: "absent names that are typos of real ones",
    fact: "typoShare",
    leans: ({ typoShare }) => leaning(typoShare, 0.3, 0.7),
  },
  {
    ...{ signal: "people who signed in from the source in 30 days", fact: "successUsers30d" as const },
    leans: ({ successUsers30d }) => leaning(successUsers30d, 0, 10),
  },
  {
    ...{ signal: "names added or deleted within 48 hours", fact: "lifecycleOverlap" as const },
    leans: ({ lifecycleOverlap }) => leaning(lifecycleOverlap, 0.1, 0.7),
  },
  { signal: "rounds with the same names", fact: "sameSetRounds", leans: repeatLeans },
  { signal: "order score", fact: "orderZ", leans: ({ orderZ }) => leaning(orderZ, 4, 2) },
  {
    signal: "names with one shared defect",
    fact: "defectShare",
    leans: ({ defectShare }) => leaning(defectShare, 0.1, 0.8),
  },
  { signal: "applications and agents", fact: "apps", leans: agentLeans },
  { signal: "source", fact: "source", leans: sourceLeans },
  {
    signal: "within office hours",
    fact: "officeShare",
    leans: ({ officeShare }) => leaning(officeShare, 0.5, 0.8),
  },
  { signal: "privileged names", fact: "privShare", leans: privilegedLeans },
];

/** The twelve signals that tell an attack from its look-alikes, each with the alert's own number. */
export function discriminators(facts: BenignFacts): Discriminator[] {
  return SHEET.map(({ signal, fact, value, leans }) => {
    const leaned = leans(facts);
    const shown = value ? value(facts) : facts[fact];
    return { signal, value: shown, leans: leaned, why: leaned === null ? WHY_UNKNOWN[fact] : null };
  });
}
