import { ANSWER } from "./scales";

/** Fill patterns of one chart: the weaker readings, and data that is not there. `id` keeps charts apart. */
export function Hatches({ id }: { id: string }) {
  return (
    <defs>
      {(["nothing", "exists-unusable"] as const).map((answer) => (
        <pattern key={answer} id={`${id}-${answer}`} {...PATTERN} patternTransform="rotate(45)">
          <rect width="2" height="4" fill={ANSWER[answer].color} />
        </pattern>
      ))}
      <pattern id={`${id}-no-data`} {...PATTERN} width="6" height="6" patternTransform="rotate(45)">
        <rect width="1" height="6" fill="var(--rc-line-strong)" />
      </pattern>
    </defs>
  );
}

const PATTERN = { width: "4", height: "4", patternUnits: "userSpaceOnUse" } as const;
