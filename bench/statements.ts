import { Client } from "pg";

type Sum = { calls: number; ms: number; rows: number };

/** A statement as it is told: one line, its parameters without their numbers. */
const wordsOf = (text: string) =>
  text
    .replace(/\$\d+/g, "$")
    .replace(/(\$, ?)+\$/g, "$")
    .replace(/\s+/g, " ")
    .trim();

const textOf = (asked: unknown): string => {
  if (typeof asked === "string") return asked;
  if (typeof asked === "object" && asked !== null && "text" in asked) return String(asked.text);
  return "copy";
};

/**
 * Counts what this process asks of Postgres, by statement: calls, rows and the time until the answer is there. Statements
 * that run beside one another both count their time.
 */
export class Statements {
  private readonly sums = new Map<string, Sum>();
  /** What is asked meanwhile is left out. */
  isCounting = false;

  /** From now on; to be called once a process. */
  listen(): void {
    const { sums } = this;
    const isCounting = () => this.isCounting;
    const asks = Client.prototype.query;
    const counted = function (this: Client, ...args: Parameters<typeof asks>) {
      const began = performance.now();
      const answer: unknown = Reflect.apply(asks, this, args);
      if (!isCounting() || !(answer instanceof Promise)) return answer;
      return answer.then((result: { rowCount?: number | null }) => {
        const words = wordsOf(textOf(args[0]));
        const sum = sums.get(words) ?? { calls: 0, ms: 0, rows: 0 };
        sum.calls += 1;
        sum.ms += performance.now() - began;
        sum.rows += result.rowCount ?? 0;
        sums.set(words, sum);
        return result;
      });
    };
    Reflect.set(Client.prototype, "query", counted);
  }

  clear(): void {
    this.sums.clear();
  }

  /** The dearest statements, a line each, and what all others took. */
  lines(most: number): string[] {
    const all = [...this.sums].sort(([, a], [, b]) => b.ms - a.ms);
    const told = all.slice(0, most).map(([words, { calls, ms, rows }]) => {
      return `${ms.toFixed(0).padStart(7)} ms ${String(calls).padStart(6)} calls ${String(rows).padStart(8)} rows  ${words.slice(0, 260)}`;
    });
    const sum = (of: (one: Sum) => number) => all.reduce((total, [, one]) => total + of(one), 0);
    return [
      ...told,
      `${sum(({ ms }) => ms)
        .toFixed(0)
        .padStart(7)} ms ${sum(({ calls }) => calls)} calls of ${all.length} statements altogether`,
    ];
  }
}
