import { queryOptions } from "@tanstack/react-query";
import { defaultOptions } from "tus-js-client";
import { LOCK, sentHere } from "./send-file";
import { isOurs } from "./upload-identity";

/** An upload that this browser began and no tab goes on with: its file must be chosen again. */
export type Interrupted = {
  name: string;
  size: number;
  arrived: number;
  importId: string;
  url: string;
  storageKey: string;
};

const storage = defaultOptions.urlStorage;
const VERSION = { "tus-resumable": "1.0.0" };

/** Files that this or another tab is sending, or waits to. Other tabs are seen on secure pages only. */
async function sentNow(): Promise<string[]> {
  const { held = [] } = "locks" in navigator ? await navigator.locks.query() : {};
  const elsewhere = held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : []));
  return [...sentHere, ...elsewhere].map((identity) => `tus::${identity}::`);
}

/** What the storage remembers, asked of the server; what is there no more is forgotten. */
async function readInterrupted(): Promise<Interrupted[]> {
  const [stored, sent] = await Promise.all([storage.findAllUploads(), sentNow()]);
  const found: Interrupted[] = [];
  for (const { urlStorageKey: storageKey, uploadUrl: url, size, metadata } of stored) {
    if (!url || !isOurs(storageKey) || sent.some((start) => storageKey.startsWith(start))) continue;
    const answer = await fetch(url, { method: "HEAD", headers: VERSION });
    const [arrived, importId] = [answer.headers.get("upload-offset"), answer.headers.get("upload-import")];
    if (answer.ok && importId && Number(arrived) < Number(size))
      found.push({
        ...{ name: metadata.filename ?? "", size: Number(size), arrived: Number(arrived) },
        ...{ importId, url, storageKey },
      });
    else if (answer.ok || answer.status === 404 || answer.status === 410)
      await storage.removeUpload(storageKey);
  }
  return found;
}

export const interruptedOptions = () =>
  queryOptions({
    queryKey: ["imports", "interrupted"],
    queryFn: readInterrupted,
    staleTime: 0,
    retry: false,
  });

/** What is no more, or has arrived whole in the meantime, needs no end. */
const ENDED = new Set([404, 409, 410]);

/** Ends it on the server, which removes what arrived, and forgets it. */
export async function forget({ url, storageKey }: Interrupted): Promise<void> {
  const { ok, status } = await fetch(url, { method: "DELETE", headers: VERSION });
  if (!ok && !ENDED.has(status))
    throw new Error(`The upload was not given up: the server answered ${status}.`);
  await storage.removeUpload(storageKey);
}
