"use client";
import { Button, NumberInput, Progress } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Block } from "@/components/ui/block";
import { count, utcRange } from "@/components/ui/utc";
import type { RuleInfo, SeedArm } from "@/lib/detection/schema";
import type { DataRange } from "@/lib/insight/schema";
import { HOUR } from "@/lib/time";
import { SeedTable } from "./seed-table";
import { thresholdWords } from "./threshold-words";
import { type Run, type RunSlice, useSeedRun } from "./use-seed-run";

export type RunnableArm = {
  arm: SeedArm;
  word: string;
  ruleId: string;
  thresholds: RuleInfo["thresholds"];
};

type Props = {
  /** The arms whose rows make the table: one for seed A, both for seed B. */
  arms: RunnableArm[];
  /** The range of the data; the run starts with it, widened to whole UTC hours. */
  data: DataRange | null;
  runSlice: RunSlice;
};

const fieldOf = (at: number) => new Date(at).toISOString().slice(0, 16);
const instantOf = (field: FormDataEntryValue | null) => Date.parse(`${String(field)}:00Z`);

function wholeHours({ from, to }: DataRange) {
  return {
    from: Math.floor(Date.parse(from) / HOUR) * HOUR,
    to: Math.ceil(Date.parse(to) / HOUR) * HOUR,
  };
}

function ArmFields({ arm }: { arm: RunnableArm }) {
  return (
    <fieldset className="arm">
      <legend className="small t2">
        <label>
          <input type="checkbox" name={arm.arm} defaultChecked /> {arm.word}
        </label>
      </legend>
      <div className="row wrap run-form">
        {Object.entries(arm.thresholds).map(([name, { value, meaning }]) => (
          <NumberInput
            key={name}
            name={`${arm.arm} ${name}`}
            label={thresholdWords(arm.ruleId, name).label}
            title={meaning}
            defaultValue={value}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            required
            withAsterisk={false}
          />
        ))}
      </div>
    </fieldset>
  );
}

const isBoth = (chosen: RunnableArm[]) => chosen.length > 1;

/** How the union of both arms names the thresholds of the second. */
const unionName = (arm: SeedArm, name: string) =>
  arm === "sspr" ? `sspr${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;

/** What the form asks for: the chosen arm (or both as one union) with its thresholds, and the range. */
function askedBy(form: HTMLFormElement, arms: RunnableArm[]) {
  const data = new FormData(form);
  const chosen = arms.filter(({ arm }) => data.get(arm) !== null);
  const thresholds = chosen.flatMap(({ arm, thresholds }) =>
    Object.keys(thresholds).map((name): [string, number] => [
      isBoth(chosen) ? unionName(arm, name) : name,
      Number(data.get(`${arm} ${name}`)),
    ]),
  );
  const arm: SeedArm | undefined = isBoth(chosen) ? "union" : chosen[0]?.arm;
  const range = { from: new Date(instantOf(data.get("from"))), to: new Date(instantOf(data.get("to"))) };
  return { arm, thresholds: Object.fromEntries(thresholds), range };
}

function Standing({ run }: { run: Run }) {
  const share = run.total === 0 ? 0 : Math.round((run.done / run.total) * 100);
  const word = {
    idle: "",
    running: `${share} %, ${count(run.table.rows.length)} rows so far`,
    done: "Done; nothing was stored.",
    stopped: "Stopped; the rows are those of the part that ran.",
    failed: run.message ?? "",
  }[run.state];
  return (
    <div className="body stack tight" aria-live="polite">
      {run.state === "running" && (
        <Progress value={share} size={6} radius="xs" aria-label="Run" className="phase-bar" />
      )}
      <span className="small t2" role={run.state === "failed" ? "alert" : undefined}>
        {word}
        {run.range && run.state !== "failed" && ` ${utcRange(run.range.from, run.range.to)}`}
      </span>
    </div>
  );
}

/** A run of one's own: the seed's table over a chosen range with chosen thresholds, without storing anything. */
export function RuleRun({ arms, data, runSlice }: Props) {
  const { run, start, stop } = useSeedRun(runSlice);
  const [wrong, setWrong] = useState<string | null>(null);
  const isA = arms[0]?.arm === "sign-in-a";
  const whole = data && wholeHours(data);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { arm, thresholds, range } = askedBy(event.currentTarget, arms);
    const isRange = range.from < range.to;
    setWrong(
      arm === undefined
        ? "Choose at least one of the two."
        : isRange
          ? null
          : "The range must end after it begins.",
    );
    if (arm && isRange) void start({ arm, thresholds }, range);
  }
  if (!whole) {
    return (
      <Block title="Run it yourself">
        <p className="body t2">There is no data to run over yet. Upload a log first.</p>
      </Block>
    );
  }
  return (
    <Block title="Run it yourself" note="over any range, with your own thresholds; nothing is stored">
      <form className="body stack tight" onSubmit={submit}>
        <div className="row wrap run-form">
          <label className="small t2">
            From{" "}
            <input
              type="datetime-local"
              name="from"
              step={3600}
              required
              defaultValue={fieldOf(whole.from)}
            />
          </label>
          <label className="small t2">
            To <input type="datetime-local" name="to" step={3600} required defaultValue={fieldOf(whole.to)} />
          </label>
          <span className="small t3">UTC, whole hours; all data to begin with</span>
        </div>
        {arms.map((arm) => (
          <ArmFields key={arm.arm} arm={arm} />
        ))}
        <div className="row">
          <Button type="submit" disabled={run.state === "running"}>
            Run
          </Button>
          {run.state === "running" && (
            <Button variant="default" onClick={stop}>
              Stop
            </Button>
          )}
          {wrong && (
            <span className="small" role="alert">
              {wrong}
            </span>
          )}
        </div>
      </form>
      {run.state !== "idle" && <Standing run={run} />}
      {run.state !== "idle" && run.state !== "running" && (
        <SeedTable table={run.table} filename={isA ? "sign-in-failures.csv" : "enumeration.csv"} />
      )}
    </Block>
  );
}
