import type { Load } from "@/lib/event/run-load";
import type { Filled } from "@/lib/source/read-packs";
import type { Receipt } from "./receipt";
import { type Held, runBatch } from "./run-batch";

/** A long import shows its first detections before its last row is read. */
const DETECT_EVERY = 200_000;

export type Hooks = {
  /** Evaluates and chains everything that is touched; the worker composes it from rooms above and beside. */
  detect: () => Promise<void>;
  /** Asks to stop after the current batch. */
  signal?: AbortSignal;
  onCommitted?: (receipt: Receipt) => void;
  /** In place of the environment's (lib/env): rows of a batch, bytes of a file from which it fills months. */
  batchRows?: number;
  fillFrom?: number;
};

/** The worker is asked to stop: the import goes on later, from the batch after the last committed one. */
export class Interrupted extends Error {
  constructor() {
    super("The import was interrupted.");
    this.name = "Interrupted";
  }
}

/** Batches that wait for the one under way: the reader goes on while Postgres is busy, and memory stays flat. */
const MOST_WAITING = 2;

/**
 * The batches of one import, committed in order, one at a time, while the next are being read: reader and database
 * are two processes, and neither waits for the other for long.
 */
export class Batches {
  private last: Promise<void> = Promise.resolve();
  private readonly queue: Promise<void>[] = [];
  private detectedAt: number;

  constructor(
    private readonly held: Held,
    private readonly load: Load,
    private receipt: Receipt,
    private readonly hooks: Hooks,
  ) {
    this.detectedAt = receipt.read;
  }

  /** Lets this batch be committed after those before it, and waits while too many do. Throws what stopped one. */
  async push(filled: Filled, bytesRead: number): Promise<void> {
    while (this.queue.length > MOST_WAITING) await this.queue.shift();
    this.last = this.last.then(() => this.commit(filled, bytesRead));
    // Whoever waits next is told; until then nobody may call it unhandled.
    this.last.catch(() => undefined);
    this.queue.push(this.last);
  }

  /** Waits for the last batch. */
  async end(): Promise<void> {
    await this.last;
  }

  private async commit(filled: Filled, bytesRead: number): Promise<void> {
    const { hooks } = this;
    if (hooks.signal?.aborted) throw new Interrupted();
    this.receipt = await runBatch(this.held, this.load, this.receipt, filled, bytesRead);
    hooks.onCommitted?.(this.receipt);
    if (this.receipt.read - this.detectedAt < DETECT_EVERY) return;
    this.detectedAt = this.receipt.read;
    await hooks.detect();
  }
}
