import type { DateOrder } from "./schema";
import { readTime } from "./times";
import { UTC } from "./zones";

const ORDERS: readonly DateOrder[] = ["month-first", "day-first"];

/**
 * Decides how a file's `4/5/2026` is to be read. A part above 12 settles it; else logs are in order of time, so the
 * reading under which they rise or fall steadily; else month first, as the portals write. Feed it every time of a
 * file until it is settled.
 */
export class DateOrderEvidence {
  private readonly proofs = { "month-first": 0, "day-first": 0 };
  private readonly rising = { "month-first": true, "day-first": true };
  private readonly falling = { "month-first": true, "day-first": true };
  private readonly latest: Partial<Record<DateOrder, bigint>> = {};
  private seen = 0;

  see(time: string): void {
    const [, first, second] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}/.exec(time) ?? [];
    if (first === undefined || second === undefined) return;
    this.seen += 1;
    if (Number(first) > 12 && Number(second) <= 12) this.proofs["day-first"] += 1;
    if (Number(second) > 12 && Number(first) <= 12) this.proofs["month-first"] += 1;
    for (const order of ORDERS) this.follow(order, time);
  }

  isSettled(): boolean {
    return this.proofs["month-first"] !== this.proofs["day-first"];
  }

  /** The order, and what the receipt says about it; no note where the file has no such dates. */
  verdict(): { order: DateOrder; note: string | null } {
    if (this.seen === 0) return { order: "month-first", note: null };
    const { "month-first": month, "day-first": day } = this.proofs;
    if (day > month)
      return { order: "day-first", note: "Dates were read as day/month/year: some days are above 12." };
    if (month > day)
      return { order: "month-first", note: "Dates were read as month/day/year: some days are above 12." };
    const [steady, other] = ORDERS.filter((order) => this.rising[order] || this.falling[order]);
    if (this.seen > 2 && steady === "day-first" && other === undefined)
      return {
        order: "day-first",
        note: "Dates were read as day/month/year: only so are the rows in order.",
      };
    if (this.seen > 2 && steady === "month-first" && other === undefined)
      return {
        order: "month-first",
        note: "Dates were read as month/day/year: only so are the rows in order.",
      };
    return {
      order: "month-first",
      note: "Dates could be month/day/year or day/month/year; they were read as month/day/year. Export again without opening the file in a spreadsheet to be sure.",
    };
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
