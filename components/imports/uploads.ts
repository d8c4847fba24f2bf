"use client";
import { useEffect, useSyncExternalStore } from "react";
import { sendFile } from "./send-file";
import { type Upload, UploadQueue } from "./upload-queue";

const NONE: readonly Upload[] = [];

/** One for the tab, whichever page it shows. */
export const queue = new UploadQueue(sendFile);

export function useUploads(onArrived: (importId: string) => void): readonly Upload[] {
  useEffect(() => {
    queue.onArrived = onArrived;
    return () => {
      queue.onArrived = () => undefined;
    };
  }, [onArrived]);
  return useSyncExternalStore(queue.watch, queue.list, () => NONE);
}
