import type { DateDecision, DateOrder } from "./schema";
import { readTime } from "./times";
import { UTC } from "./zones";

const ORDERS: readonly DateOrder[] = ["month-first", "day-first"];

/**
 * Decides how a file's `4/5/2026` is to be read. A part above 12 settles it; else, where the log itself always writes
 * the month first, that; else logs are in order of time, so the reading under which they rise or fall steadily; else
 * what the language of the columns goes by; else month first, as the portals write. Feed it every time of a file until it is settled.
 */
export class DateOrderEvidence {
  private readonly proofs = { "month-first": 0, "day-first": 0 };
  private readonly rising = { "month-first": true, "day-first": true };
  private readonly falling = { "month-first": true, "day-first": true };
  private readonly latest: Partial<Record<DateOrder, bigint>> = {};
  private seen = 0;

  constructor(
    private readonly isWrittenMonthFirst = false,
    private readonly isDayFirstLanguage = false,
  ) {}

  see(time: string): void {
    const [, first, second] = /^\s*(\d{1,2})[/-](\d{1,2})[/-]\d{4}/.exec(time) ?? [];
    if (first === undefined || second === undefined) return;
    this.seen += 1;
    if (Number(first) > 12 && Number(second) <= 12) this.proofs["day-first"] += 1;
    if (Number(second) > 12 && Number(first) <= 12) this.proofs["month-first"] += 1;
    for (const order of ORDERS) this.follow(order, time);
  }

  isSettled(): boolean {
    return this.proofs["month-first"] !== this.proofs["day-first"];
  }

  /** Null where the file has no such dates. */
  decision(): DateDecision | null {
    if (this.seen === 0) return null;
    const { "month-first": month, "day-first": day } = this.proofs;
    if (month !== day) return { order: day > month ? "day-first" : "month-first", why: "a part above 12" };
    if (this.isWrittenMonthFirst) return { order: "month-first", why: "format" };
    const [steady, other] = ORDERS.filter((order) => this.rising[order] || this.falling[order]);
    if (this.seen > 2 && steady !== undefined && other === undefined)
      return { order: steady, why: "rows in order" };
    if (this.isDayFirstLanguage) return { order: "day-first", why: "language" };
    return { order: "month-first", why: "undecided" };
  }

  private follow(order: DateOrder, time: string): void {
    const micros = readTime(time, { order, zone: UTC })?.micros;
    if (micros === undefined) return;
    const before = this.latest[order];
    if (before !== undefined && micros < before) this.rising[order] = false;
    if (before !== undefined && micros > before) this.falling[order] = false;
    this.latest[order] = micros;
  }
}

const WORDS: Record<DateOrder, string> = {
  "month-first": "month/day/year",
  "day-first": "day/month/year",
};

const REASONS: Record<Exclude<DateDecision["why"], "undecided">, string> = {
  "asked for": ", as was asked for.",
  format: ", as this log writes them.",
  language: ", as the language of the column names has it.",
  "a part above 12": ": some days are above 12.",
  "rows in order": ": only so are the rows in order.",
};

/** What the receipt says about it; null where the log could not have meant anything else. */
export function dateNote({ order, why }: DateDecision): string | null {
  if (why === "format") return null;
  if (why === "undecided")
    return "Dates could be month/day/year or day/month/year; they were read as month/day/year. Read the file again with the other order if that is wrong, or export again without opening it in a spreadsheet.";
  return `Dates were read as ${WORDS[order]}${REASONS[why]}`;
}
