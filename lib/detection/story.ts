import { type Answered, MICROS, type Micros } from "./answered";
import type { Later } from "./later";

/** How a sign-in hangs together with the source that had learned of the account, strongest first. */
export const WAYS = ["same source", "kindred source", "rented network", "disabled account"] as const;
export type Way = (typeof WAYS)[number];

/** One account's way from being found out to being used; `because` is what ties the two. */
export type Story = {
  way: Way;
  account: string;
  answers: readonly Answered[];
  later: Later | null;
  at: number;
  because: string;
};

/** Accounts whose way is written out; of more only the number. */
const MOST_LINES = 5;

/** Per account one line: when and how it was found out, and when, from where and with what it was used. */
export function linesOf(stories: readonly Story[]): string[] {
  const ordered = [...stories].sort((a, b) => a.at - b.at || (a.account < b.account ? -1 : 1));
  const more = ordered.length - MOST_LINES;
  return [
    ...ordered.slice(0, MOST_LINES).map(lineOf),
    ...(more > 0 ? [`and ${more.toLocaleString("en")} more`] : []),
  ];
}

function lineOf({ account, answers, later, at, because }: Story): string {
  const first = answers[0];
  const told = first ? `known since ${minuteOf(first.at)} (${first.said.code || "password reset"})` : "";
  if (later === null) return `${account} ${told}; from ${minuteOf(at)} on ${because}`;
  const deed = later.answer === "signed-in" ? "signed in" : "its password was right";
  const withWhat = [later.app, later.userAgent && `agent ${later.userAgent}`].filter((part) => part !== "");
  const by = withWhat.length > 0 ? ` with ${withWhat.join(", ")}` : "";
  return `${account} ${told}, ${deed} at ${minuteOf(at)} from ${later.from}${by}, ${because}`;
}

/** 2026-03-02 09:58 UTC */
const minuteOf = (at: Micros) =>
  `${new Date(Math.floor(at / MICROS.minute) * 60_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
