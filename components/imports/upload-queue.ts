import type { Chosen } from "./chosen-files";
import type { Hooks, Sending } from "./send-file";

/** A file of this tab on its way to the server; once it is there, the server's own row tells the rest. */
export type Upload = Chosen & {
  key: number;
  state: "waiting" | "sending" | "halted" | "paused" | "failed";
  sent: number;
  /** When this stretch of sending began, and with how many bytes: for its pace. */
  startedAt: number;
  startedWith: number;
  seenAt: number;
  message: string | null;
  importId: string | null;
};

/** Two at a time: the first is read while the next travels, and neither waits long for the other. */
const AT_ONCE = 2;

/**
 * The uploads of this tab. It outlives the page that shows it, so that one may look at alerts meanwhile. A paused
 * upload leaves its place to the next file.
 */
export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #nextKey = 1;
  readonly #sendings = new Map<number, Sending>();
  readonly #unmeasured = new Set<number>();
  readonly #watchers = new Set<() => void>();
  readonly #send: (chosen: Chosen, hooks: Hooks) => Sending;
  /** Whoever shows the page is told of each import that arrived. */
  onArrived: (importId: string) => void = () => undefined;

  constructor(send: (chosen: Chosen, hooks: Hooks) => Sending) {
    this.#send = send;
  }

  readonly list = (): readonly Upload[] => this.#uploads;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  add(files: readonly Chosen[]): void {
    const more = files.map(
      (chosen): Upload => ({
        ...{ ...chosen, key: this.#nextKey++, state: "waiting", sent: 0, startedAt: 0, startedWith: 0 },
        ...{ seenAt: 0, message: null, importId: null },
      }),
    );
    this.#tell([...this.#uploads, ...more]);
    this.#fill();
  }

  pause(key: number): void {
    this.#change(key, { state: "paused", message: null });
    this.#sendings.get(key)?.pause();
    this.#fill();
  }

  /** Goes on with one that is paused or failed as soon as there is a place. */
  resume(key: number): void {
    this.#change(key, { state: "waiting", message: null });
    this.#fill();
  }

  async cancel(key: number): Promise<void> {
    const sending = this.#sendings.get(key);
    this.#drop(key);
    await sending?.cancel();
    this.#tell(this.#uploads);
  }

  /** All that have not begun, or wait for their turn again. */
  cancelWaiting(): void {
    const waiting = this.#uploads.filter(({ state }) => state === "waiting");
    this.#tell(this.#uploads.filter(({ state }) => state !== "waiting"));
    for (const { key } of waiting) void this.cancel(key);
  }

  #fill(): void {
    for (;;) {
      const isBusy = ({ state }: Upload) => state === "sending" || state === "halted";
      const next = this.#uploads.find(({ state }) => state === "waiting");
      if (!next || this.#uploads.filter(isBusy).length >= AT_ONCE) return;
      this.#unmeasured.add(next.key);
      this.#change(next.key, { state: "sending" });
      const sending = this.#sendings.get(next.key);
      if (sending) sending.resume();
      else this.#begin(next);
    }
  }

  #begin({ key, file, name }: Upload): void {
    const sending = this.#send(
      { file, name },
      {
        onProgress: (sent) => this.#onProgress(key, sent),
        onHalt: (message) => {
          this.#unmeasured.add(key);
          this.#change(key, { state: "halted", message });
        },
        onImport: (importId) => this.#change(key, { importId }),
      },
    );
    this.#sendings.set(key, sending);
    sending.promise.then(
      (importId) => {
        this.#drop(key);
        this.onArrived(importId);
      },
      (error: unknown) => {
        this.#sendings.delete(key);
        this.#change(key, {
          state: "failed",
          message: error instanceof Error ? error.message : String(error),
        });
        this.#fill();
      },
    );
  }

  /** The first word after a break, and after a reload, says where it goes on: its pace is measured from there. */
  #onProgress(key: number, sent: number): void {
    if (this.#uploads.find((upload) => upload.key === key)?.state === "paused") return;
    const now = Date.now();
    const from = this.#unmeasured.delete(key) ? { startedAt: now, startedWith: sent } : {};
    this.#change(key, { state: "sending", message: null, sent, seenAt: now, ...from });
  }

  #drop(key: number): void {
    this.#sendings.delete(key);
    this.#tell(this.#uploads.filter((upload) => upload.key !== key));
    this.#fill();
  }

  #change(key: number, change: Partial<Upload>): void {
    this.#tell(this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  #tell(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const watcher of this.#watchers) watcher();
  }
}
