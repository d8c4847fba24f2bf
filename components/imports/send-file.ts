import { DetailedError, type HttpResponse, Upload } from "tus-js-client";
import { z } from "zod";
import type { Chosen } from "./chosen-files";
import { identityOf } from "./upload-identity";

const ENDPOINT = "/api/v1/uploads";
/** A piece: small enough for proxies that hold bodies, and what a lost line costs at most. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Between tries while the line or the server is away; the last one for ever. */
const DELAYS_MS = [500, 1000, 3000, 5000, 10_000, 20_000];
/** A lock that is free is given at once. */
const WAIT_MS = 300;

const Problem = z.object({ title: z.string(), detail: z.string().optional() });

/** The lock of whoever sends a file is called so, and the file's identity. */
export const LOCK = "upload ";

/** What this tab is sending, or about to. */
export const sentHere = new Set<string>();

export type Hooks = {
  onProgress: (sentBytes: number) => void;
  /** It stands still, for a reason that may pass by itself. */
  onHalt: (why: string) => void;
  onImport: (importId: string) => void;
};

export type Sending = {
  /** The import's id once every byte is there; rejects with a sentence where trying again does not help. */
  promise: Promise<string>;
  pause: () => void;
  resume: () => void;
  /** Ends it on the server too. */
  cancel: () => Promise<void>;
};

/**
 * Sends one file in pieces and goes on from where the server is after a break: a lost line, a server that is away, a
 * reload after which the file was chosen again. Never holds more than the browser's own slice of the file.
 */
export function sendFile(chosen: Chosen, hooks: Hooks): Sending {
  const sending = new FileSending(chosen, hooks);
  return {
    promise: sending.promise,
    pause: () => sending.pause(),
    resume: () => sending.resume(),
    cancel: () => sending.cancel(),
  };
}

class FileSending {
  readonly promise: Promise<string>;
  readonly #file: File;
  readonly #hooks: Hooks;
  readonly #upload: Upload;
  readonly #end = new AbortController();
  #settle: { resolve: (id: string) => void; reject: (error: Error) => void } | undefined;
  #identity = "";
  #importId = "";
  #isPaused = false;
  #isFromBefore = false;
  #tries = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor({ file, name }: Chosen, hooks: Hooks) {
    this.#file = file;
    this.#hooks = hooks;
    this.#upload = new Upload(file, {
      endpoint: ENDPOINT,
      chunkSize: PIECE_BYTES,
      // Trying again is ours: the client would give up, or begin anew where the server is only away.
      retryDelays: null,
      metadata: { filename: name },
      fingerprint: async () => this.#identity,
      removeFingerprintOnSuccess: true,
      onProgress: hooks.onProgress,
      onChunkComplete: () => {
        this.#tries = 0;
      },
      onUploadUrlAvailable: () => {
        this.#upload.options.endpoint = null;
      },
      onAfterResponse: (_, answer) => this.#learn(answer),
      onSuccess: () => this.#settle?.resolve(this.#importId),
      onError: (error) => void this.#onError(error),
    });
    this.promise = this.#run();
    globalThis.addEventListener("online", this.#onOnline);
  }

  /** One tab at a time sends a file, and one copy of it: the next one goes on with what the first left, or repeats it. */
  async #run(): Promise<string> {
    try {
      this.#identity = await identityOf(this.#file).catch(() => {
        throw new Error("This file cannot be read any more. Choose it again.");
      });
      sentHere.add(this.#identity);
      return await this.#alone(() => this.#send());
    } finally {
      clearTimeout(this.#again);
      sentHere.delete(this.#identity);
      globalThis.removeEventListener("online", this.#onOnline);
    }
  }

  /** Locks are for secure pages only; elsewhere the server lets the newest sender of an upload win. */
  async #alone(send: () => Promise<string>): Promise<string> {
    const { signal } = this.#end;
    signal.throwIfAborted();
    if (!("locks" in navigator)) return send();
    const wait = setTimeout(
      () =>
        this.#hooks.onHalt("The same file is being sent already, here or in another tab. This waits for it."),
      WAIT_MS,
    );
    return navigator.locks.request(`${LOCK}${this.#identity}`, { signal }, () => {
      clearTimeout(wait);
      return send();
    });
  }

  async #send(): Promise<string> {
    const [before] = await this.#upload.findPreviousUploads();
    const settled = new Promise<string>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#end.signal.addEventListener("abort", () => this.#settle?.reject(new Error("Cancelled.")));
    if (before) {
      this.#isFromBefore = true;
      this.#upload.resumeFromPreviousUpload(before);
      this.#upload.options.endpoint = null;
    }
    this.#start();
    return settled;
  }

  #start(): void {
    clearTimeout(this.#again);
    if (!this.#isPaused && !this.#end.signal.aborted && this.#settle) this.#upload.start();
  }

  #learn(answer: HttpResponse): void {
    const importId = answer.getHeader("Upload-Import");
    if (!importId || importId === this.#importId) return;
    this.#importId = importId;
    this.#hooks.onImport(importId);
  }

  pause(): void {
    this.#isPaused = true;
    clearTimeout(this.#again);
    void this.#upload.abort();
  }

  resume(): void {
    this.#isPaused = false;
    this.#tries = 0;
    this.#start();
  }

  /** What the server could not be told stays there as interrupted, and is listed as such. */
  async cancel(): Promise<void> {
    this.#end.abort(new Error("Cancelled."));
    await this.#upload.abort(true).catch(() => undefined);
  }

  readonly #onOnline = () => {
    if (this.#again === undefined) return;
    this.#tries = 0;
    this.#start();
  };

  async #onError(error: Error | DetailedError): Promise<void> {
    if (this.#isPaused || this.#end.signal.aborted) return;
    const answer = error instanceof DetailedError ? error.originalResponse : null;
    const status = answer?.getStatus() ?? 0;
    if (this.#isFromBefore && (status === 404 || status === 410)) return this.#startAnew();
    if (!mayPass(status)) return this.#settle?.reject(new Error(refusalOf(status, answer)));
    if (status === 0 && !(await isReadable(this.#file))) {
      return this.#settle?.reject(
        new Error("This file changed or went away while it was sent. Choose it again."),
      );
    }
    if (this.#isPaused || this.#end.signal.aborted) return;
    if (status !== 409 && status !== 422) this.#hooks.onHalt(status === 0 ? LOST : refusalOf(status, answer));
    const delay = DELAYS_MS[Math.min(this.#tries, DELAYS_MS.length - 1)];
    this.#tries += 1;
    this.#again = setTimeout(() => this.#start(), delay);
  }

  /** The upload of before the reload is no more. */
  #startAnew(): void {
    this.#isFromBefore = false;
    this.#upload.url = null;
    this.#upload.options.endpoint = ENDPOINT;
    this.#start();
  }
}

const LOST = "The connection is lost. The upload goes on by itself when it is back.";

/** A wrong offset and a cut piece are asked for anew; a crowd, a full disk and a server that is away may pass. */
const mayPass = (status: number) =>
  status < 400 || status >= 500 || [408, 409, 422, 423, 429].includes(status);

/** The server's own sentence, or what can be said without one: an answer to HEAD has no body. */
function refusalOf(status: number, answer: HttpResponse | null): string {
  if (status === 401) return "Your session has ended. Sign in again in another tab, then try again.";
  try {
    const problem = Problem.parse(JSON.parse(answer?.getBody() ?? ""));
    return problem.detail ?? problem.title;
  } catch {
    if (status === 410) return "This upload was cancelled, or took too long and was given up. Send it again.";
    return `The server answered ${status}.`;
  }
}

/** A browser fails to send a file that changed on disk, and does not say that this was why. */
async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
