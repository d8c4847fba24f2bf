"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcRange } from "@/components/ui/utc";
import type { Detection } from "@/lib/detection/schema";

const FIRST = 8;

/** Measures in words; what a rule adds later shows under its own name. */
const MEASURE: Record<string, string> = {
  durationMinutes: "minutes",
  ratePerMinute: "names a minute",
  notFoundCount: "not found",
  lockedDisabledCount: "locked or disabled",
};

/** The group's keys in words, without the origin: the page says that already. */
const KEY: Record<string, string> = {
  clientAppUsed: "client",
  userAgent: "agent",
  appDisplayName: "application",
  resultDescription: "answer",
};

const rounded = (value: number) => (Number.isInteger(value) ? count(value) : value.toFixed(2));

function Group({ group }: { group: Detection["group"] }) {
  return Object.entries(group)
    .filter(([key]) => key !== "ipAddress")
    .map(([key, value]) => (
      <div key={key} className="small t2">
        <span className="t3">{KEY[key] ?? key}</span> <PlainText text={value} />
      </div>
    ));
}

/** The rule's own sample, as the names were typed. */
function Sample({ names, of }: { names: readonly string[]; of: number }) {
  if (names.length === 0) return null;
  return (
    <details className="small sample">
      <summary>
        {names.length < of ? `${names.length} of the ${count(of)} names` : `The ${count(of)} names`}
      </summary>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <PlainText text={name} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Measures({ measures }: { measures: Detection["measures"] }) {
  return (
    <span className="small t2">
      {Object.keys(MEASURE)
        .concat(Object.keys(measures).filter((name) => !(name in MEASURE)))
        .filter((name) => measures[name] !== undefined)
        .map((name) => `${rounded(measures[name] ?? 0)} ${MEASURE[name] ?? name}`)
        .join(", ")}
    </span>
  );
}

type Props = {
  detections: readonly Detection[];
  /** How many there are; a page holds a thousand. */
  total: number;
};

/** Each rule's verdict: what it saw in which window, and the numbers it was judged by. */
export function Verdicts({ detections, total }: Props) {
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? detections : detections.slice(0, FIRST);
  return (
    <Block
      title="What the rules say"
      note={`${count(total)} ${total === 1 ? "detection" : "detections"}`}
      foot={
        detections.length > FIRST && (
          <Button variant="subtle" size="compact-xs" onClick={() => setIsAll(!isAll)}>
            {isAll ? "Show fewer" : `Show all ${count(detections.length)}`}
          </Button>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label="Detections">
        <table className="tbl tall">
          <thead>
            <tr>
              <th scope="col">Rule and verdict</th>
              <th scope="col">Severity</th>
              <th scope="col" className="wide">
                Seen in
              </th>
              <th scope="col" className="num">
                Names
              </th>
              <th scope="col" className="num wide">
                Attempts
              </th>
              <th scope="col" className="wide">
                Measures
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((detection) => (
              <tr key={detection.id}>
                <td className="verdict-cell">
                  <Link className="link medium" href={`/rules/${detection.ruleId}`}>
                    {detection.ruleId}
                  </Link>{" "}
                  {detection.verdict}
                  <Group group={detection.group} />
                  <Sample names={detection.nameSample} of={detection.names} />
                </td>
                <td>
                  <SeverityMark severity={detection.severity} />
                </td>
                <td className="wide small">{utcRange(detection.window.from, detection.window.to)}</td>
                <td className="num">{count(detection.names)}</td>
                <td className="num wide">{count(detection.attempts)}</td>
                <td className="wide">
                  <Measures measures={detection.measures} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Block>
  );
}
