/** Packs without a row of a month after which its file has left it: rows of a log come a little out of order. */
const LEFT_AFTER = 2;

/**
 * Which months a load has filled and left. Only of a file that is in the order of time so far, whichever way: any other
 * may come back, and a month that was left takes no more rows without slow indexes.
 */
export class LeftMonths {
  private packs = 0;
  private readonly last = new Map<string, number>();
  private before: readonly string[] = [];
  private mayRise = true;
  private mayFall = true;
  private count = 0;

  /** Whether any month was left. */
  get isAny(): boolean {
    return this.count > 0;
  }

  /** Notes the months of the next pack, in order; returns those that the file has left by now. */
  meet(months: readonly string[]): string[] {
    if (months.length === 0) return [];
    this.packs += 1;
    this.compare(months);
    for (const month of months) this.last.set(month, this.packs);
    if (!this.mayRise && !this.mayFall) return [];
    const left = [...this.last].filter(([, pack]) => this.packs - pack > LEFT_AFTER).map(([month]) => month);
    for (const month of left) this.last.delete(month);
    this.count += left.length;
    return left;
  }

  private compare(months: readonly string[]): void {
    const [from, to] = [months[0] ?? "", months.at(-1) ?? ""];
    const [fromBefore, toBefore] = [this.before[0] ?? from, this.before.at(-1) ?? to];
    if (from < fromBefore || to < toBefore) this.mayRise = false;
    if (from > fromBefore || to > toBefore) this.mayFall = false;
    this.before = months;
  }
}
