"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { SeverityMark } from "@/components/charts/severity-mark";
import { originWords } from "@/components/origins/origin-words";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcRange } from "@/components/ui/utc";
import type { Detection } from "@/lib/detection/schema";
import { measureWords } from "./measure-words";

const FIRST = 8;
const HEADS: readonly Head[] = [
  { word: "Rule and verdict" },
  { word: "Severity" },
  { word: "Names", className: "num" },
  { word: "Attempts", className: "num wide" },
];

/** The group's keys in words, without the origin: the page says that already. */
const KEY: Record<string, string> = {
  clientAppUsed: "client",
  userAgent: "agent",
  appDisplayName: "application",
  resultDescription: "answer",
  trait: "named by",
  way: "tied by",
  log: "log",
};

/** What a campaign is named by, in words. */
const TRAIT: Record<string, string> = {
  agent: "its agent",
  app: "its application",
  system: "its autonomous system",
  network: "its network",
  absent: "its absent names",
};

/** Keys that the verdict says already. */
const SAID = new Set(["ipAddress", "what"]);

function Group({ group, asker }: { group: Detection["group"]; asker: string | null }) {
  return Object.entries(group)
    .filter(
      ([key, value]) => value !== "" && !SAID.has(key) && !(key === "source" && originWords(value) === asker),
    )
    .map(([key, value]) => (
      <div key={key} className="small t2">
        <span className="t3">{KEY[key] ?? key}</span>{" "}
        <PlainText text={key === "trait" ? (TRAIT[value] ?? value) : value} />
      </div>
    ));
}

/** The rule's own sample, as the names were typed. */
function Sample({ names, of }: { names: readonly string[]; of: number }) {
  if (names.length === 0) return null;
  return (
    <details className="small sample">
      <summary>
        {names.length < of
          ? `${names.length} of the ${count(of)} names`
          : of === 1
            ? "The name"
            : `The ${count(of)} names`}
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

/** Codes that the table does not know, each leading to its rows. */
function UnknownCodes({ codes }: Pick<Detection, "codes">) {
  const known = Object.entries(codes);
  if (known.length === 0) return null;
  return (
    <div className="small t2">
      <span className="t3">{known.length === 1 ? "unknown code" : "unknown codes"}</span>{" "}
      {known.map(([code, rows], index) => (
        <span key={code}>
          {index > 0 && ", "}
          <Link className="link" href={`/events?${new URLSearchParams({ code })}`} prefetch={false}>
            {code}
          </Link>{" "}
          × {count(rows)}
        </span>
      ))}
    </div>
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
      <DataTable label="Detections" heads={isAboutLogs ? HEADS.slice(0, 2) : HEADS} className="tbl tall">
        {shown.map((detection) => (
          <Row key={detection.id} detection={detection} asker={asker} isAboutLogs={isAboutLogs} />
        ))}
      </DataTable>
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
        {isAboutLogs && <UnknownCodes codes={detection.codes} />}
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
