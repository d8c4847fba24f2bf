import { STRONGEST_FIRST } from "@/components/charts/scales";
import type { AlertNameView } from "@/lib/alert/api";
import type { Answer } from "@/lib/event/schema";
import type { Tally } from "@/lib/insight/schema";

/** The segments of the list of names, strongest first; together they are every answer once. */
export const SEGMENTS = {
  confirmed: {
    word: "Exists or more",
    answers: ["signed-in", "password-known", "exists", "exists-unusable"],
  },
  hint: { word: "Hint", answers: ["hint"] },
  absent: { word: "Absent", answers: ["absent"] },
  nothing: { word: "Nothing", answers: ["nothing"] },
} as const satisfies Record<string, { word: string; answers: readonly Answer[] }>;
export type Segment = keyof typeof SEGMENTS;

/** Parameters of an address; repeated ones come as a list, and count as none. */
type Params = Record<string, string | string[] | undefined>;

export const isSegment = (value: string | string[] | undefined): value is Segment =>
  typeof value === "string" && Object.hasOwn(SEGMENTS, value);

/** Names of a segment by the alert's tally; null counts them all. */
export function countIn(segment: Segment | null, learned: Tally): number {
  const answers: readonly Answer[] = segment ? SEGMENTS[segment].answers : STRONGEST_FIRST;
  return answers.reduce((sum, answer) => sum + (learned[answer] ?? 0), 0);
}

/** How many names stand in the page before somebody asks for all of them. */
export const FIRST_NAMES = 25;

/** What to ask for; the same object on the server and in the browser, since it is the answer's key. */
export function namesAsked(params: Params, limit: number): AlertNameView {
  const view: AlertNameView = { limit: String(limit) };
  if (isSegment(params.answer)) view.answer = SEGMENTS[params.answer].answers.join(",");
  if (params.scope === "origin") view.scope = "origin";
  return view;
}
