import { type Connection, type Pool, transaction } from "@/lib/db";
import { copyChunks } from "./copy";
import { candidateOf, type Stored, settleDuplicates } from "./duplicates";
import { FACT_COLUMNS, factRows } from "./fact-rows";
import { instantText } from "./instant";
import { Keyer } from "./keyed";
import { dayOf, ledgerChange } from "./ledger";
import { LeftMonths } from "./left-months";
import { countsOf, type Loaded, periodOf } from "./loaded";
import { lockLoad } from "./locks";
import { Names } from "./names";
import { Pack } from "./pack";
import { EventRange, monthOf } from "./range";
import { rollupChange } from "./rollup";
import { addClientDays } from "./run-client-days";
import {
  type Copies,
  copiesInFilling,
  copiesOf,
  isStoredNear,
  type Removed,
  removeCopies,
} from "./run-copies";
import { runDimensions } from "./run-dimensions";
import {
  claimMonths,
  fillingTable,
  heldMonths,
  isLeaving,
  keyIndex,
  settleAround,
  settleImport,
  settleLeft,
  settleWithin,
} from "./run-filling";
import { runLedger } from "./run-ledger";
import { noteOverlaps } from "./run-overlap";
import { addRollup, recountRollup } from "./run-rollup";
import { touchSignIns } from "./run-watch";
import { SAME_WITHIN } from "./same-row";
import { SeenKeys } from "./seen-keys";

/** Packs with rows that came before, each of which reads through what was filled; from then on an index finds them. */
const MANY_MET = 4;

export type LoadOptions = {
  tenantId: number;
  importId: bigint;
  now?: Date;
  /** Rows a pack holds. */
  capacity: number;
  /** Whether months that nobody has rows in are filled without indexes: worth it for a large file only. */
  fillsMonths: boolean;
};

/** The key of every dimension id. Throws where the database has lost it. */
export async function dimensionKey(connection: Connection | Pool): Promise<Buffer> {
  const { rows } = await connection.query<{ value: Buffer }>(
    "select value from secret where name = 'dimension-key'",
  );
  if (!rows[0]) throw new Error("The database has lost its dimension key (table secret).");
  return rows[0].value;
}

/** Makes the partitions of months (`2026-11`) that have none. */
export async function ensureMonths(connection: Connection, months: string[]): Promise<void> {
  if (months.length === 0) return;
  await connection.query(
    `select ensure_event_partition(month) from unnest($1::date[]) as month
     where to_regclass('event_' || to_char(month, 'YYYYMM')) is null`,
    [months.map((month) => `${month}-01`)],
  );
}

/**
 * Loads one import, pack by pack. What is stored afterwards does not depend on the order of rows, packs and files, nor
 * on how often they come, nor on whether months were filled without indexes at first.
 */
export class Load {
  private names: Names;
  private readonly keyer: Keyer;
  private readonly range: EventRange;
  private readonly free: Pack[] = [];
  private seen: SeenKeys | null;
  /** Rows of the pack in hand whose keys came in an earlier one, and packs that had such rows. */
  private met: number[] = [];
  private packsMet = 0;
  /** Whether most rows of the last pack were stored already, as they are: the next are looked for where they would lie. */
  private isRepeat = false;
  private readonly left = new LeftMonths();
  private leaving: Promise<void> = Promise.resolve();

  constructor(
    secret: Buffer,
    private readonly options: LoadOptions,
  ) {
    this.keyer = new Keyer(secret);
    this.names = new Names(this.keyer);
    this.range = new EventRange(options.now ?? new Date());
    this.seen = options.fillsMonths ? new SeenKeys() : null;
  }

  /** An empty pack; hand it back with `release` when it is stored. */
  pack(): Pack {
    if (this.names.isFull) {
      this.names = new Names(this.keyer);
      this.free.length = 0;
    }
    return this.free.pop() ?? new Pack(this.names, this.options.capacity);
  }

  release(pack: Pack): void {
    pack.clear();
    if (pack.names === this.names) this.free.push(pack);
  }

  /**
   * Makes the months that a pack needs, in short transactions of its own: a new month locks the table of events until
   * its transaction ends. To be called before each `store`.
   */
  async prepare(pool: Pool, pack: Pack): Promise<void> {
    const months = this.range.monthsOf(pack);
    if (this.seen !== null && !(await this.claim(pool, pack, months, this.seen))) await this.settle(pool);
    if (this.seen !== null) this.leave(pool, this.left.meet(months));
    if (this.seen === null) await transaction(pool, (connection) => ensureMonths(connection, months));
  }

  /** No longer fills months: all that was filled comes into sight; `onSight` is called after each month but the last. */
  async settle(pool: Pool, onSight?: () => Promise<void>): Promise<void> {
    this.seen = null;
    await this.leaving;
    await settleImport(pool, this.options.importId, onSight);
  }

  /** Waits for what is being settled in the background, however it ends; to be called at the end of every load. */
  async rest(): Promise<void> {
    await Promise.allSettled([this.leaving]);
  }

  /** Settles months that the file has left, one after the other, while it fills others. */
  private leave(pool: Pool, months: string[]): void {
    for (const month of months) {
      this.leaving = this.leaving.then(() => settleLeft(pool, this.options.importId, month));
      // `settle` tells what stopped it; until then nobody may call it unhandled.
      this.leaving.catch(() => undefined);
    }
  }

  /** Whether the pack may be filled in: nobody else has rows near its own. */
  private async claim(pool: Pool, pack: Pack, months: string[], seen: SeenKeys): Promise<boolean> {
    for (let row = 0; row < pack.rows; row++) if (!this.range.holds(pack, row)) return false;
    if (seen.isFull) return false;
    this.met = seen.meet(pack);
    if (this.met.length > 0) this.packsMet += 1;
    const { tenantId, importId } = this.options;
    return claimMonths(pool, { tenantId, importId }, months);
  }

  /**
   * Stores a pack inside the caller's transaction on the caller's connection: names, events, ledger, presence and what
   * detection must look at. Waits for other batches of the same tenant and source.
   */
  async store(connection: Connection, pack: Pack): Promise<Loaded> {
    await lockLoad(connection, this.options.tenantId, [...new Set(pack.source.subarray(0, pack.rows))]);
    const filled = await this.copiesInFilling(connection, pack);
    const found = filled ?? (await this.copies(connection, pack));
    const { importId, tenantId } = this.options;
    const { contested, identical } = found;
    const candidates = [...contested].map((row) => candidateOf(pack, row, importId));
    const settled = settleDuplicates(candidates, found.stored);
    const single: number[] = [];
    for (let row = 0; row < pack.rows; row++) {
      if (contested.has(row)) continue;
      const holder = identical.get(row);
      if (holder === undefined) single.push(row);
      else if (holder === importId) settled.duplicateInFile += 1;
      else settled.duplicateStored += 1;
    }
    await noteOverlaps(connection, importId, [...settled.met, ...new Set(identical.values())]);
    const inserted = [...single, ...settled.inserted].sort((a, b) => a - b);
    const committed = await runDimensions(connection, pack, inserted);
    const removed = await removeCopies(connection, tenantId, settled.replaced);
    await this.copy(connection, pack, inserted, filled !== null);
    // What is filled is counted when its month comes into sight, all of it at once.
    if (filled === null) await this.count(connection, pack, inserted, settled.replaced, removed);
    const { duplicateInFile, duplicateStored } = settled;
    const counts = countsOf(pack, [...single, ...settled.accepted], this.range);
    return { ...counts, duplicateInFile, duplicateStored, committed };
  }

  /** Brings ledger, presence, rollup and marks up to date with what was stored and taken out. */
  private async count(
    connection: Connection,
    pack: Pack,
    inserted: number[],
    replaced: Stored[],
    removed: Removed[],
  ): Promise<void> {
    const { tenantId } = this.options;
    await runLedger(connection, tenantId, ledgerChange(pack, inserted, removed));
    await touchSignIns(connection, tenantId, pack, inserted);
    const left = replaced.map(({ at, source }) => ({ day: dayOf(at), source }));
    const rollup = rollupChange(pack, inserted, left);
    await addRollup(connection, tenantId, rollup.rows);
    await addClientDays(connection, tenantId, rollup.clients);
    await recountRollup(connection, tenantId, rollup.recount);
  }

  /** Null where the pack goes the careful way: somebody has settled one of its months, or a copy in them differs. */
  private async copiesInFilling(connection: Connection, pack: Pack): Promise<Copies | null> {
    if (this.seen === null) return null;
    const { importId } = this.options;
    const months = this.range.monthsOf(pack);
    const held = await heldMonths(connection, importId);
    const tables = held.map(fillingTable);
    if (months.every((month) => held.includes(month))) {
      if (this.packsMet === MANY_MET) for (const table of tables) await connection.query(keyIndex(table));
      const copies = await copiesInFilling(connection, pack, this.met, tables);
      if (copies !== null && !(await this.isNearLeft(connection, pack))) return copies;
    }
    this.seen = null;
    await settleWithin(connection, importId);
    await ensureMonths(connection, months);
    return null;
  }

  /** Whether a row that came before may have a copy in a month that was left, which is searched the careful way. */
  private async isNearLeft(connection: Connection, pack: Pack): Promise<boolean> {
    const { from, to } = periodOf(pack);
    if (!this.left.isAny || this.met.length === 0 || from === null || to === null) return false;
    // Asked first: what is not being settled any more by now is among the events.
    if (await isLeaving(connection, this.options.importId)) return true;
    return isStoredNear(connection, this.options.tenantId, pack, this.met, from, to);
  }

  /** What others fill near these rows is settled first: only indexes find copies. */
  private async copies(connection: Connection, pack: Pack): Promise<Copies> {
    const { from, to } = periodOf(pack);
    if (from !== null && to !== null) {
      await settleAround(connection, instantText(from - SAME_WITHIN), instantText(to + SAME_WITHIN));
    }
    const groupsOf = (rows: Iterable<number>) => this.range.groupsOf(pack, rows);
    const copies = await copiesOf(connection, this.options.tenantId, pack, groupsOf, this.isRepeat);
    this.isRepeat = copies.identical.size > pack.rows / 2;
    return copies;
  }

  private async copy(connection: Connection, pack: Pack, rows: number[], isFilling: boolean): Promise<void> {
    if (rows.length === 0) return;
    const places = isFilling ? this.range.groupsOf(pack, rows) : [{ rows }];
    for (const place of places) {
      // The rows of a group are of one month.
      const month = monthOf(pack.day[place.rows[0] as number] as number);
      const table = isFilling ? fillingTable(month) : "event";
      const statement = `copy ${table} (${FACT_COLUMNS}) from stdin (format binary)`;
      await copyChunks(connection, statement, factRows(pack, place.rows, this.options));
    }
  }
}
