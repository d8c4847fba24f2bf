"use client";
import { useReducer, useRef } from "react";
import type { Range } from "@/lib/time";
import type { Arm, SeedRow } from "./seed-columns";
import { slicesOf } from "./slices";

export type Slice = { arm: Arm; from: string; to: string; thresholds: Record<string, number> };
/** The server action behind the button: one slice of one arm. */
export type RunSlice = (
  slice: Slice,
) => Promise<{ ok: true; value: SeedRow[] } | { ok: false; message: string }>;

export type Run = {
  state: "idle" | "running" | "done" | "stopped" | "failed";
  done: number;
  total: number;
  rows: SeedRow[];
  message: string | null;
  range: Range | null;
};

type Change =
  | { kind: "start"; total: number; range: Range }
  | { kind: "slice"; rows: SeedRow[] }
  | { kind: "end"; state: "done" | "stopped" }
  | { kind: "fail"; message: string };

const IDLE: Run = { state: "idle", done: 0, total: 0, rows: [], message: null, range: null };

function reduce(run: Run, change: Change): Run {
  switch (change.kind) {
    case "start":
      return { ...IDLE, state: "running", total: change.total, range: change.range };
    case "slice":
      return { ...run, done: run.done + 1, rows: [...run.rows, ...change.rows] };
    case "end":
      return { ...run, state: change.state };
    case "fail":
      return { ...run, state: "failed", message: change.message };
  }
}

/** Runs arms over a range slice after slice, so that progress is seen and it can be stopped in between. */
export function useSeedRun(runSlice: RunSlice) {
  const [run, tell] = useReducer(reduce, IDLE);
  const isStopped = useRef(false);

  async function start(arms: { arm: Arm; thresholds: Record<string, number> }[], range: Range) {
    isStopped.current = false;
    const slices = slicesOf(range).flatMap(({ from, to }) =>
      arms.map((arm): Slice => ({ ...arm, from: from.toISOString(), to: to.toISOString() })),
    );
    tell({ kind: "start", total: slices.length, range });
    try {
      for (const slice of slices) {
        if (isStopped.current) return tell({ kind: "end", state: "stopped" });
        const answer = await runSlice(slice);
        if (!answer.ok) return tell({ kind: "fail", message: answer.message });
        tell({ kind: "slice", rows: answer.value });
      }
      tell({ kind: "end", state: "done" });
    } catch {
      tell({ kind: "fail", message: "The server did not answer. What was found so far is below." });
    }
  }

  const stop = () => {
    isStopped.current = true;
  };
  return { run, start, stop };
}
