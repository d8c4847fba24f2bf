import { Progress } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";

const PHASES = ["Upload", "Read", "Detect", "Done"] as const;
export type Phase = (typeof PHASES)[number];

function Step({ phase, index, at, note }: { phase: Phase; index: number; at: number; note?: string }) {
  const state = index < at ? "past" : index === at ? "now" : "next";
  return (
    <li className={`phase phase-${state}`} aria-current={state === "now" ? "step" : undefined}>
      <span className="phase-disc" aria-hidden="true">
        {state === "past" ? <IconCheck size={12} stroke={3} /> : index + 1}
      </span>
      <span>{phase}</span>
      {state === "now" && note && <span className="small t3 nowrap">{note}</span>}
    </li>
  );
}

/** Upload, Read, Detect, Done: where it is and, where that can be known, how far (0 to 1). */
export function Phases({ phase, share, note }: { phase: Phase; share: number | null; note?: string }) {
  const at = PHASES.indexOf(phase);
  const percent = Math.round((share ?? 1) * 100);
  return (
    <>
      <ol className="phases">
        {PHASES.map((one, index) => (
          <Step key={one} phase={one} index={index} at={at} note={note} />
        ))}
      </ol>
      <Progress.Root size={6} radius="xs" className="phase-bar">
        <Progress.Section
          value={percent}
          aria-label={phase}
          aria-valuetext={share === null ? "running" : `${percent} %`}
          striped={share === null}
          animated={share === null}
        />
      </Progress.Root>
    </>
  );
}

/** A number with its word under it. */
export function Figure({ value, word }: { value: string; word: string }) {
  return (
    <div>
      <div className="figure-2">{value}</div>
      <div className="small t3">{word}</div>
    </div>
  );
}
