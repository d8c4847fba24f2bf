"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

/** Runs a change, says what came of it, and reads the page anew when it worked. */
export function useChange() {
  const router = useRouter();
  const [said, setSaid] = useState<string | null>(null);
  const [isBusy, start] = useTransition();
  const change = (run: () => Promise<string>) =>
    start(async () => {
      setSaid(null);
      try {
        setSaid(await run());
        router.refresh();
      } catch (error) {
        setSaid(error instanceof Error ? error.message : "It did not work, and nobody said why.");
      }
    });
  return { change, said, isBusy };
}
