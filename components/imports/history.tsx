import { IconFileText, IconFileTypeCsv, IconFileZip, IconJson } from "@tabler/icons-react";
import Link from "next/link";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcDays, utcMinute } from "@/components/ui/utc";
import type { Import } from "@/lib/intake/schema";
import { formatWords, isPacked } from "./format-words";

function iconOf({ container, filename }: Import) {
  if (isPacked({ container })) return IconFileZip;
  if (/\.csv$/i.test(filename)) return IconFileTypeCsv;
  return /\.(nd)?jsonl?$/i.test(filename) ? IconJson : IconFileText;
}

function formatOf(item: Import): string {
  if (item.status === "failed" && item.error) return item.error;
  if (item.duplicateOf) return `the same file as import ${item.duplicateOf}`;
  return formatWords(item);
}

const STATE: Partial<Record<Import["status"], string>> = {
  receiving: "receiving",
  queued: "waiting",
  reading: "reading",
  detecting: "detecting",
  failed: "failed",
};

/** What is done with it counts for more than how it ended before. */
function stateOf({ task, status, isReadAgain, isPaused, needsMapping }: Import): string | undefined {
  if (isPaused) return "paused";
  if (task === "remove") return "removing";
  if (needsMapping && task === null) return "to be mapped";
  return task !== null || (isReadAgain && status !== "failed") ? "reading again" : STATE[status];
}

function Row({ item, isShown }: { item: Import; isShown: boolean }) {
  const Icon = iconOf(item);
  return (
    <tr className="row-link" aria-selected={isShown || undefined}>
      <td className="import-file">
        <span className="mark">
          <Icon size={15} stroke={1.6} className="t3" aria-hidden="true" />
          <Link className="cover" href={`/imports?import=${item.id}`} scroll={false}>
            <PlainText text={item.filename} />
          </Link>
          {item.isSample && <span className="tag synthetic">synthetic</span>}
          {stateOf(item) && <span className="tag">{stateOf(item)}</span>}
        </span>
      </td>
      <td className="t2 wide import-format">
        <div className="clip" title={formatOf(item)}>
          {formatOf(item)}
        </div>
      </td>
      <td className="t2 nowrap wide">
        {item.eventsFrom && item.eventsTo && utcDays(item.eventsFrom, item.eventsTo)}
      </td>
      <td className="num">{count(item.rows.read)}</td>
      <td className={item.rows.rejected > 0 ? "num receipt-warn" : "num"}>{count(item.rows.rejected)}</td>
      <td className="num wide">{count(item.alerts)}</td>
      <td className="num t2 wide">{utcMinute(item.createdAt)}</td>
    </tr>
  );
}

/** Every upload so far, newest first; a row opens its receipt. */
export function History({ items, shownId }: { items: Import[]; shownId: string | undefined }) {
  if (items.length === 0) return null;
  return (
    <Block title="Imports so far" note="newest first; a row opens its receipt">
      <div className="scroll-x">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className="wide">
                Format
              </th>
              <th scope="col" className="wide">
                Events (UTC)
              </th>
              <th scope="col" className="num">
                Rows
              </th>
              <th scope="col" className="num">
                Rejected
              </th>
              <th scope="col" className="num wide">
                Alerts
              </th>
              <th scope="col" className="num wide">
                Received
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.id} item={item} isShown={item.id === shownId} />
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  );
}
