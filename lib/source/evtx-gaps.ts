import type { EvtxRecord } from "./evtx-record";

/** Gaps that are listed; the rest are counted. */
const MOST_LISTED = 20;
/** Runs of numbers that are kept: a log that was saved through a filter may have a gap after every record. */
const MOST_RUNS = 10_000;
/** How far a number of a damaged chunk may lie beyond the one before it. */
const MOST_AHEAD = 100_000n;

type Run = { first: bigint; last: bigint };

/** The numbers that a log gave its records, and which of them are not in the file. */
export class RecordNumbers {
  private readonly runs: Run[] = [];
  /** A computer that is renamed goes on with its log's numbers; one that collects those of others does not. */
  private readonly logs = new Set<string>();
  private run: Run | null = null;
  private isRenumbered = false;
  private isDamaged = false;
  private isBeyond = false;
  private latest = { computer: "", channel: "" };
  private hasSecurity = false;
  private readonly cleared: string[] = [];

  /** `number` is the one that the file itself gives the record. Numbers of a damaged chunk count where they fit. */
  see(record: EvtxRecord, number: bigint, isSound: boolean): void {
    const by = record.cleared();
    if (by !== null) this.cleared.push(clearing(record.time, by));
    this.seeLog(record);
    if (!/^\d{1,20}$/.test(record.recordId)) return;
    const own = BigInt(record.recordId);
    if (!isSound) this.isDamaged = true;
    else if (own !== number) this.isRenumbered = true;
    if (isSound || this.fits(own, number)) this.add(own);
  }

  private seeLog({ computer, channel }: EvtxRecord): void {
    if (this.latest.computer === computer && this.latest.channel === channel) return;
    this.latest = { computer, channel };
    if (channel.toLowerCase() === "security") this.hasSecurity = true;
    if (this.logs.size < 2) this.logs.add(`${computer}|${channel}`.toLowerCase());
  }

  /** Part of the file could not be read at all. */
  lose(): void {
    this.isDamaged = true;
  }

  private fits(own: bigint, number: bigint): boolean {
    if (own === number) return true;
    const last = this.run?.last;
    if (last === undefined) return false;
    return own === last + 1n || (this.isRenumbered && own > last && own < last + MOST_AHEAD);
  }

  private add(number: bigint): void {
    const { run } = this;
    if (run && number === run.last + 1n) run.last = number;
    else if (!run || number < run.first || number > run.last) {
      if (this.runs.length === MOST_RUNS) {
        this.isBeyond = true;
        return;
      }
      this.run = { first: number, last: number };
      this.runs.push(this.run);
    }
  }

  /** What the receipt should say, once the file is read. */
  sentences(): string[] {
    const shown = this.cleared.slice(0, MOST_LISTED);
    const more = this.cleared.length - shown.length;
    if (more > 0) shown.push(`The log was cleared ${number(BigInt(more))} more times.`);
    if (this.logs.size > 0 && !this.hasSecurity) shown.unshift(NO_SECURITY);
    const gaps = this.gapSentence();
    return gaps === null ? shown : [...shown, gaps];
  }

  private gapSentence(): string | null {
    if (this.logs.size > 1 && this.isRenumbered)
      return "The records come from several computers or logs, each with numbers of its own: which are missing cannot be told.";
    const why = this.isRenumbered
      ? "this file was saved through a filter or from a selection, or the log was cleared or rolled"
      : "the log was cleared or rolled";
    const cause = `${why}${this.isDamaged ? ", or a damaged part of the file held them" : ""}`;
    if (this.isBeyond)
      return `More than ${number(BigInt(MOST_RUNS))} runs of record numbers are missing: ${cause}.`;
    const gaps = this.gaps();
    const listed = gaps.slice(0, MOST_LISTED).map(({ first, last }) => spanOf(first, last));
    const rest = gaps.length - listed.length;
    const isOne = gaps.length === 1 && gaps[0]?.first === gaps[0]?.last;
    if (rest > 0) listed.push(`${number(BigInt(rest))} more ${rest === 1 ? "run" : "runs"} of numbers`);
    if (listed.length === 0) return null;
    return `Record${isOne ? "" : "s"} ${listing(listed)} ${isOne ? "is" : "are"} missing: ${cause}.`;
  }

  /** What lies between the runs, in the order of numbers: a log that rolls begins anew in the middle of its file. */
  private gaps(): Run[] {
    const runs = [...this.runs].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    const gaps: Run[] = [];
    let last: bigint | null = null;
    for (const run of runs) {
      if (last !== null && run.first > last + 1n) gaps.push({ first: last + 1n, last: run.first - 1n });
      if (last === null || run.last > last) last = run.last;
    }
    return gaps;
  }
}

const NO_SECURITY =
  "Not a single record is of the Security log, and sign-ins stand nowhere else: export that log instead.";

const number = (value: bigint): string => value.toLocaleString("en-US");
const spanOf = (first: bigint, last: bigint) =>
  first === last ? number(first) : `${number(first)} to ${number(last)}`;

function listing(parts: string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function clearing(time: string, by: string): string {
  const [day, clock = ""] = time.split("T");
  const who = by === "" ? "" : ` by ${by.slice(0, 200)}`;
  return `The log was cleared on ${day} at ${clock.slice(0, 8)} UTC${who} (event 1102).`;
}
