import { Block } from "@/components/ui/block";
import { count, utcMinute, utcShortDay } from "@/components/ui/utc";
import { ENTRA_VECTORS, type Vector } from "@/lib/event/schema";
import { type DayState, dayStates, daysOf } from "@/lib/insight/coverage";
import type { Coverage, Overview } from "@/lib/insight/schema";

const LOGS: { vector: Vector; word: string }[] = [
  { vector: "entra-signin", word: "Entra sign-ins" },
  { vector: "entra-noninteractive", word: "Entra non-interactive" },
  { vector: "sspr", word: "Entra password reset" },
  { vector: "entra-audit", word: "Entra audit, other" },
  { vector: "ual", word: "Unified audit log" },
  { vector: "kerberos", word: "Kerberos (DC)" },
  { vector: "ntlm", word: "NTLM" },
  { vector: "windows-logon", word: "Windows logons" },
];

const SAYS: Record<DayState, string> = {
  held: "rows held",
  gap: "no rows between days that have some",
  outside: "outside what was uploaded",
};

function Cell({ state, title }: { state: DayState; title?: string }) {
  return <i className={`cover-cell cover-${state}`} title={title} />;
}

type LogProps = { word: string; log: Coverage | undefined; days: string[]; isKnown: boolean };

function Log({ word, log, days, isKnown }: LogProps) {
  const states = dayStates(days, log);
  const gaps = states.filter((state) => state === "gap").length;
  const held = states.filter((state) => state === "held").length;
  return (
    <div className="cover-row">
      <span className="clip">{word}</span>
      <div
        className="cover-days"
        role="img"
        aria-label={`${word}: ${held} of ${days.length} days held, ${gaps} missing in between`}
        style={{ gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }}
      >
        {states.map((state, index) => (
          <Cell
            key={days[index]}
            state={state}
            title={`${word}, ${days[index]}: ${log?.days[days[index] ?? ""] ? `${count(log.days[days[index] ?? ""] ?? 0)} rows` : SAYS[state]}`}
          />
        ))}
      </div>
      <span className={gaps ? "small cover-warn clip" : "small t3 clip"}>
        {gaps > 0 && `${gaps} ${gaps === 1 ? "day" : "days"} missing`}
        {gaps === 0 &&
          (log ? `until ${utcMinute(log.last)}` : isKnown ? "nothing in these days" : "never uploaded")}
      </span>
    </div>
  );
}

function Key() {
  return (
    <span className="row wrap cover-key">
      {(["held", "gap", "outside"] as const).map((state) => (
        <span key={state} className="mark">
          <span className="cover-sample">
            <Cell state={state} />
          </span>
          {SAYS[state]}
        </span>
      ))}
    </span>
  );
}

/** Per log and UTC day, whether silence means anything. */
export function CoverageStrip({ coverage, coverageFrom, coverageTo, vectors }: Overview) {
  if (!coverageFrom || !coverageTo) return null;
  const days = daysOf({ from: new Date(coverageFrom), to: new Date(`${coverageTo}T23:59:59Z`) });
  const last = days.at(-1) ?? coverageTo;
  return (
    <Block
      title="Coverage"
      note={
        days.length > 1
          ? `last ${days.length} days of the data; a quiet day counts only where this is filled`
          : "a quiet day counts only where this is filled"
      }
      foot={<Key />}
    >
      <div className="body coverage">
        {LOGS.filter(({ vector }) => ENTRA_VECTORS.has(vector) || vectors.includes(vector)).map(
          ({ vector, word }) => (
            <Log
              key={vector}
              word={word}
              days={days}
              log={coverage.find((log) => log.vector === vector)}
              isKnown={vectors.includes(vector)}
            />
          ),
        )}
        <div className="cover-row" aria-hidden="true">
          <span />
          <div className="row between small t3">
            <span>{utcShortDay(coverageFrom)}</span>
            {days.length > 1 && <span>{utcShortDay(last)}</span>}
          </div>
          <span />
        </div>
      </div>
    </Block>
  );
}
