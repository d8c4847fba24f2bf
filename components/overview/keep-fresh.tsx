"use client";
import { useInterval } from "@mantine/hooks";
import { useRouter } from "next/navigation";

const SECOND = 1000;

/** Asks the server for the page again: often while an import runs, now and then otherwise, never while hidden. */
export function KeepFresh({ isBusy }: { isBusy: boolean }) {
  const router = useRouter();
  useInterval(
    () => {
      if (document.visibilityState === "visible") router.refresh();
    },
    isBusy ? 3 * SECOND : 60 * SECOND,
    { autoInvoke: true },
  );
  return null;
}
