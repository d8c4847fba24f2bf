import Link from "next/link";
import { LearnedLine } from "@/components/charts/learned-bar";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute } from "@/components/ui/utc";
import { NO_ORIGIN } from "@/lib/detection/schema";
import type { OriginRow } from "@/lib/insight/schema";
import { originWords } from "./origin-words";

const HEADS: readonly Head[] = [
  { word: "Origin" },
  { word: "Open alert" },
  { word: "Names", className: "num" },
  { word: "Learned", className: "wide" },
  { word: "Attempts", className: "num wide" },
  { word: "Last seen", className: "num wide" },
];

/** How an origin is named on a page. */
export function OriginName({ origin }: { origin: string }) {
  return origin === NO_ORIGIN ? <i>no address</i> : <PlainText text={originWords(origin)} />;
}

function Row({ row }: { row: OriginRow }) {
  return (
    <tr className="row-link">
      <td>
        <Link className="cover medium" href={`/origins/${encodeURIComponent(row.origin)}`}>
          <OriginName origin={row.origin} />
        </Link>{" "}
        {row.isSample && <span className="tag synthetic">synthetic</span>}
      </td>
      <td>
        {row.openSeverity ? (
          <SeverityMark severity={row.openSeverity} />
        ) : (
          <span className="t3">none open</span>
        )}
      </td>
      <td className="num">{count(row.names)}</td>
      <td className="wide">
        <LearnedLine tally={row.namesByAnswer} />
      </td>
      <td className="num wide">{count(row.attempts)}</td>
      <td className="num t2 wide">{utcMinute(row.lastSeen)}</td>
    </tr>
  );
}

/** Origins that did not get in at once, those with an open alert first. */
export function OriginTable({ rows }: { rows: OriginRow[] }) {
  return (
    <DataTable label="Table of the origins" heads={HEADS}>
      {rows.map((row) => (
        <Row key={row.origin} row={row} />
      ))}
    </DataTable>
  );
}

export function TopOrigins({ rows }: { rows: OriginRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Block
      title="Origins"
      note="what failed to get in: an open alert first, then most names"
      right={
        <Link className="link small t2 nowrap" href="/origins">
          All origins
        </Link>
      }
    >
      <OriginTable rows={rows} />
    </Block>
  );
}
