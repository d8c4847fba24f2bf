import { type Answered, inOrder } from "./answered";
import { sourceOf } from "./source";

/** What sources had in common; `absent` is only that nobody they asked for exists. */
export const TRAITS = ["agent", "app", "system", "network", "absent"] as const;
export type Trait = (typeof TRAITS)[number];

/** A crowd of sources that one trait shows, for as long as it shows. */
export type Sighting = {
  trait: Trait;
  value: string;
  /** Why it is one, for the alert: "agent …: 120 names from 120 sources". */
  reason: string;
  /** At least one, in order of time. */
  answers: readonly Answered[];
};

/** Sightings of one campaign, the one that gives it its name first. */
export type Campaign = { sightings: Sighting[]; answers: Answered[] };

/** Of the smaller of two sightings so many sources must be the other's too. */
const SHARED = 0.5;

/**
 * Joins what several traits saw of the same: sightings that overlap in time and share most of the smaller one's
 * sources. That names are absent is no trait of somebody: it joins the campaign that explains most of its names. What
 * none explains goes to the campaign that the same sources made, and is else one of its own, so that absence never glues
 * two campaigns together.
 */
export function campaignsOf(
  sightings: readonly Sighting[],
  isEnough: (answers: readonly Answered[]) => boolean,
) {
  const traits = joinedBy(
    sightings.filter(({ trait }) => trait !== "absent"),
    (a, b) => overlap(a, b) && shareOf(sourcesOf(a), sourcesOf(b)) >= SHARED,
  );
  const campaigns = traits.map(campaignOf);
  const alone: Campaign[] = [];
  for (const absent of sightings.filter(({ trait }) => trait === "absent")) {
    const explained = new Set(campaigns.flatMap(({ answers }) => answers));
    const left = absent.answers.filter((answered) => !explained.has(answered));
    const best = mostShared(campaigns, absent);
    if (best) best.sightings.push(absent);
    const rest = { ...absent, answers: left };
    const same = campaigns.find(
      (one) => overlap(one, absent) && shareOf(sourcesOf(one), sourcesOf(rest)) >= SHARED,
    );
    if (left.length > 0 && same) join(same, rest);
    else if (left.length > 0 && isEnough(left)) alone.push(campaignOf([rest]));
  }
  return distinct([...campaigns, ...alone]);
}

/** More that the sources of a campaign did. */
function join(campaign: Campaign, rest: Sighting): void {
  if (!campaign.sightings.some(({ trait }) => trait === "absent")) campaign.sightings.push(rest);
  campaign.answers = [...campaign.answers, ...rest.answers].sort(inOrder);
}

/** A campaign's name: a trait of its own before absence, the one that shows most of its names, then the hardest to have by chance. */
export function nameOf({ sightings }: Campaign): Sighting {
  const [first] = [...sightings].sort(
    (a, b) =>
      Number(a.trait === "absent") - Number(b.trait === "absent") ||
      namesOf(b).size - namesOf(a).size ||
      TRAITS.indexOf(a.trait) - TRAITS.indexOf(b.trait) ||
      (a.value < b.value ? -1 : 1),
  );
  if (!first) throw new Error("A campaign has at least one sighting.");
  return first;
}

const sourcesOf = ({ answers }: Pick<Sighting, "answers">) =>
  new Set(answers.map(({ from }) => sourceOf(from.value)));
const namesOf = ({ answers }: Pick<Sighting, "answers">) => new Set(answers.map(({ name }) => name.account));

const firstOf = ({ answers }: Pick<Sighting, "answers">) => answers[0]?.at ?? 0;
const lastOf = ({ answers }: Pick<Sighting, "answers">) => answers.at(-1)?.at ?? 0;
const overlap = (a: Pick<Sighting, "answers">, b: Pick<Sighting, "answers">) =>
  firstOf(a) <= lastOf(b) && firstOf(b) <= lastOf(a);

/** How much of the smaller set the other one has. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const one of few) if (many.has(one)) common += 1;
  return few.size === 0 ? 0 : common / few.size;
}

/** The campaign that explains most of an absent sighting's names, and at least half of them. */
function mostShared(campaigns: readonly Campaign[], absent: Sighting): Campaign | null {
  const names = namesOf(absent);
  let best: { campaign: Campaign; common: number } | null = null;
  for (const campaign of campaigns.filter((one) => overlap(one, absent))) {
    const own = namesOf(campaign);
    const common = [...names].filter((name) => own.has(name)).length;
    if (common >= names.size * SHARED && common > (best?.common ?? 0)) best = { campaign, common };
  }
  return best?.campaign ?? null;
}

/** The connected parts of a list, by a relation between its members; a tenant has a handful at a time. */
function joinedBy<T>(list: readonly T[], areOne: (a: T, b: T) => boolean): T[][] {
  const parts: T[][] = [];
  for (const one of list) {
    const near = parts.filter((part) => part.some((other) => areOne(one, other)));
    const part = [...near.flat(), one];
    for (const gone of near) parts.splice(parts.indexOf(gone), 1);
    parts.push(part);
  }
  return parts;
}

function campaignOf(sightings: readonly Sighting[]): Campaign {
  const answers = [...new Set(sightings.flatMap((sighting) => sighting.answers))];
  return { sightings: [...sightings], answers: answers.sort(inOrder) };
}

/** Campaigns of one name that overlap in time are one: its name tells them apart in the store. */
function distinct(campaigns: readonly Campaign[]): Campaign[] {
  const keyOf = (campaign: Campaign) => {
    const { trait, value } = nameOf(campaign);
    return `${trait} ${value}`;
  };
  return joinedBy(campaigns, (a, b) => keyOf(a) === keyOf(b) && overlap(a, b)).map((part) =>
    part.length === 1 && part[0] ? part[0] : campaignOf(part.flatMap(({ sightings }) => sightings)),
  );
}
