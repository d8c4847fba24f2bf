"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AnswerMark } from "@/components/charts/answer-mark";
import { OriginLink } from "@/components/origins/origin-link";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { Instant } from "@/components/ui/instant";
import { count } from "@/components/ui/utc";
import { KIND_WORDS } from "@/lib/enrich/schema";
import { sourcesOptions } from "@/lib/insight/guide-api";
import type { AlertSource, AlertSources } from "@/lib/insight/sources-schema";

/** As many as one takes in at a glance; the rest on demand. */
const FIRST = 15;
const HEADS: readonly Head[] = [
  { word: "Source" },
  { word: "Best answer" },
  { word: "Network", className: "wide" },
  { word: "Names", className: "num" },
  { word: "Attempts", className: "num wide" },
  { word: "First", className: "num wide" },
  { word: "Last", className: "num" },
];

const networkOf = ({ area, asn, country }: AlertSource) =>
  [area, asn === null ? "" : `AS${asn}`, country].filter(Boolean).join(", ");

function Row({ source }: { source: AlertSource }) {
  return (
    <tr>
      <td className="nowrap">
        <OriginLink origin={source.origin} />
      </td>
      <td className="nowrap">
        <AnswerMark answer={source.answer} />
      </td>
      <td className="t2 wide">
        {networkOf(source) || <span className="t3">not in the log</span>}
        {source.kind && <span className="tag second">{KIND_WORDS[source.kind]}</span>}
      </td>
      <td className="num">{count(source.names)}</td>
      <td className="num wide">{count(source.attempts)}</td>
      <td className="num t2 wide">
        <Instant at={source.firstSeen} />
      </td>
      <td className="num t2">
        <Instant at={source.lastSeen} />
      </td>
    </tr>
  );
}

/** "60 in 198.51.100.0/24, 60 in 203.0.113.0/24": where they sit close together. */
function Networks({ networks }: Pick<AlertSources, "networks">) {
  const crowded = networks.filter(({ sources }) => sources > 1);
  if (crowded.length === 0) return null;
  const shown = crowded.slice(0, 4).map(({ area, sources }) => `${count(sources)} in ${area}`);
  const more = crowded.length - shown.length;
  return (
    <p className="body small t2">
      Close together: {shown.join(", ")}
      {more > 0 && `, and ${count(more)} more ${more === 1 ? "network" : "networks"}`}.
    </p>
  );
}

/** The sources of a campaign, what learned most first. */
export function SourcesPanel({ alertId }: { alertId: string }) {
  const [isAll, setIsAll] = useState(false);
  const { data, error } = useQuery(sourcesOptions(alertId));
  const items = data?.items ?? [];
  const shown = isAll ? items : items.slice(0, FIRST);
  return (
    <Block
      title="From where"
      note={data && `${count(data.of)} ${data.of === 1 ? "source" : "sources"}, what learned most first`}
      foot={
        items.length > FIRST && (
          <>
            <Button variant="subtle" size="compact-xs" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
              {isAll ? "Show fewer" : `Show ${count(items.length)}`}
            </Button>
            {data && data.of > items.length && (
              <span className="small t3">
                {count(items.length)} of {count(data.of)} are listed.
              </span>
            )}
          </>
        )
      }
    >
      {error && (
        <p className="body" role="alert">
          {error.message}
        </p>
      )}
      {!data && !error && <p className="body t2">Reading where they asked from</p>}
      {data && <Networks networks={data.networks} />}
      {items.length > 0 && (
        <DataTable label="Table of the sources" heads={HEADS}>
          {shown.map((source) => (
            <Row key={source.origin} source={source} />
          ))}
        </DataTable>
      )}
    </Block>
  );
}
