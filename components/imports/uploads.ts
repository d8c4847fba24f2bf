"use client";
import { useReducer, useRef } from "react";
import { sendFile } from "./send-file";

/** A file of this page on its way to the server; once it is there, the server's own row tells the rest. */
export type Upload = {
  key: number;
  file: File;
  state: "waiting" | "sending" | "failed";
  sent: number;
  startedAt: number;
  seenAt: number;
  message: string | null;
};

type Change =
  | { kind: "added"; uploads: Upload[] }
  | { kind: "changed"; key: number; change: Partial<Upload> }
  | { kind: "gone"; key: number };

function reduce(uploads: Upload[], change: Change): Upload[] {
  if (change.kind === "added") return [...uploads, ...change.uploads];
  if (change.kind === "gone") return uploads.filter(({ key }) => key !== change.key);
  return uploads.map((upload) => (upload.key === change.key ? { ...upload, ...change.change } : upload));
}

/** Sends files one after the other, so that the first is read while the next one travels. */
export function useUploads(onArrived: (importId: string) => void) {
  const [uploads, tell] = useReducer(reduce, []);
  const line = useRef<Promise<void>>(Promise.resolve());
  const aborts = useRef(new Map<number, () => void>());
  const nextKey = useRef(1);

  async function send({ key, file }: Upload) {
    const change = (what: Partial<Upload>) => tell({ kind: "changed", key, change: what });
    const isCancelled = !aborts.current.has(key);
    if (isCancelled) return;
    const sending = sendFile(file, (sent) => change({ sent, seenAt: Date.now() }));
    aborts.current.set(key, sending.abort);
    change({ state: "sending", startedAt: Date.now(), seenAt: Date.now() });
    try {
      const id = await sending.promise;
      tell({ kind: "gone", key });
      onArrived(id);
    } catch (error) {
      change({ state: "failed", message: error instanceof Error ? error.message : String(error) });
    } finally {
      aborts.current.delete(key);
    }
  }

  function add(files: File[]) {
    const more = files.map((file): Upload => {
      const key = nextKey.current++;
      aborts.current.set(key, () => {});
      return { key, file, state: "waiting", sent: 0, startedAt: 0, seenAt: 0, message: null };
    });
    tell({ kind: "added", uploads: more });
    for (const upload of more) line.current = line.current.then(() => send(upload));
  }

  function cancel(key: number) {
    aborts.current.get(key)?.();
    aborts.current.delete(key);
    tell({ kind: "gone", key });
  }

  return { uploads, add, cancel };
}
