"use client";
import { useReducer, useRef } from "react";
import type { SeedArm } from "@/lib/detection/schema";
import { mergeTables, type SeedTable } from "@/lib/detection/seed-table";
import type { Range } from "@/lib/time";
import { slicesOf } from "./slices";

export type Slice = { arm: SeedArm; from: string; to: string; thresholds: Record<string, number> };
/** The server action behind the button: one slice of one arm. */
export type RunSlice = (
  slice: Slice,
) => Promise<{ ok: true; value: SeedTable } | { ok: false; message: string }>;

export type Run = {
  state: "idle" | "running" | "done" | "stopped" | "failed";
  done: number;
  total: number;
  table: SeedTable;
  message: string | null;
  range: Range | null;
};

type Change =
  | { kind: "start"; total: number; range: Range }
  | { kind: "slice"; table: SeedTable }
  | { kind: "end"; state: "done" | "stopped" }
  | { kind: "fail"; message: string };

const IDLE: Run = {
  state: "idle",
  done: 0,
  total: 0,
  table: { columns: [], rows: [] },
  message: null,
  range: null,
};

function reduce(run: Run, change: Change): Run {
  switch (change.kind) {
    case "start":
      return { ...IDLE, state: "running", total: change.total, range: change.range };
    case "slice":
      return { ...run, done: run.done + 1, table: mergeTables([change.table, run.table]) };
    case "end":
      return { ...run, state: change.state };
    case "fail":
      return { ...run, state: "failed", message: change.message };
  }
}

/** Runs a seed over a range slice after slice, so that progress is seen and it can be stopped in between. */
export function useSeedRun(runSlice: RunSlice) {
  const [run, tell] = useReducer(reduce, IDLE);
  const isStopped = useRef(false);

  async function start(asked: Pick<Slice, "arm" | "thresholds">, range: Range) {
    isStopped.current = false;
    const slices = slicesOf(range).map(
      ({ from, to }): Slice => ({ ...asked, from: from.toISOString(), to: to.toISOString() }),
    );
    tell({ kind: "start", total: slices.length, range });
    try {
      for (const slice of slices) {
        if (isStopped.current) return tell({ kind: "end", state: "stopped" });
        const answer = await runSlice(slice);
        if (!answer.ok) return tell({ kind: "fail", message: answer.message });
        tell({ kind: "slice", table: answer.value });
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
