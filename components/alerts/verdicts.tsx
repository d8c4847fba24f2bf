"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcRange } from "@/components/ui/utc";
import type { Detection } from "@/lib/detection/schema";
import { measureWords } from "./measure-words";

const FIRST = 8;

/** The group's keys in words, without the origin: the page says that already. */
const KEY: Record<string, string> = {
  clientAppUsed: "client",
  userAgent: "agent",
  appDisplayName: "application",
  resultDescription: "answer",
};

/** Keys that the verdict says already. */
const SAID = new Set(["ipAddress", "what"]);

function Group({ group, asker }: { group: Detection["group"]; asker: string | null }) {
  return Object.entries(group)
    .filter(([key, value]) => !SAID.has(key) && !(key === "source" && value === asker))
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

type Props = {
  detections: readonly Detection[];
  /** How many there are; a page holds a thousand. */
  total: number;
  /** Whom the page names already. */
  asker: string | null;
  /** Alerts about logs count no names. */
  isAboutLogs: boolean;
};

/** Each rule's verdict: what it saw in which window, and the numbers it was judged by. */
export function Verdicts({ detections, total, asker, isAboutLogs }: Props) {
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
              {!isAboutLogs && (
                <>
                  <th scope="col" className="num">
                    Names
                  </th>
                  <th scope="col" className="num wide">
                    Attempts
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((detection) => (
              <Row key={detection.id} detection={detection} asker={asker} isAboutLogs={isAboutLogs} />
            ))}
          </tbody>
        </table>
      </section>
    </Block>
  );
}

function Row({
  detection,
  asker,
  isAboutLogs,
}: { detection: Detection } & Pick<Props, "asker" | "isAboutLogs">) {
  const measured = measureWords(detection.measures);
  return (
    <tr>
      <td className="verdict-cell">
        <div>
          <Link className="link medium" href={`/rules/${detection.ruleId}`}>
            {detection.ruleId}
          </Link>{" "}
          {detection.verdict}
        </div>
        <div className="small t2">{utcRange(detection.window.from, detection.window.to)}</div>
        <Group group={detection.group} asker={asker} />
        {measured.length > 0 && <div className="small t2">{measured.join("; ")}</div>}
        <Sample names={detection.nameSample} of={detection.names} />
      </td>
      <td>
        <SeverityMark severity={detection.severity} />
      </td>
      {!isAboutLogs && (
        <>
          <td className="num">{count(detection.names)}</td>
          <td className="num wide">{count(detection.attempts)}</td>
        </>
      )}
    </tr>
  );
}
