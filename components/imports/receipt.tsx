import { IconAlertTriangle, IconCheck, IconFileCheck } from "@tabler/icons-react";
import Link from "next/link";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute, utcSecond } from "@/components/ui/utc";
import type { Import } from "@/lib/intake/schema";
import { ASSUMED_UTC, tellOfZone } from "@/lib/source/zone-notes";
import { blindSpotOf, signOf } from "./format-signs";
import { formatWords, isPacked } from "./format-words";
import { ImportActions } from "./import-actions";
import { type ReceiptLine, receiptOf } from "./receipt-sum";

const COLOR: Record<ReceiptLine["word"], string> = {
  Accepted: "var(--rc-text-2)",
  Duplicate: "var(--rc-text-3)",
  Skipped: "var(--rc-line-strong)",
  Rejected: "var(--severity-medium)",
};

/** A log of all that a computer does has a reason for each of its events: so many are shown, the rest on request. */
const FIRST = 6;

function Reason({ reason, n }: { reason: string; n: number }) {
  return (
    <tr className="reason">
      <td className="t2 small">{reason}</td>
      <td className="num t2 small">{count(n)}</td>
    </tr>
  );
}

function MoreReasons({ reasons }: { reasons: ReceiptLine["reasons"] }) {
  return (
    <tr className="reason">
      <td className="t2 small">
        <details>
          <summary>{count(reasons.length)} more reasons</summary>
          {reasons.map(([reason, n]) => `${reason}: ${count(n)}`).join("; ")}
        </details>
      </td>
      <td className="num t2 small">{count(reasons.reduce((sum, [, n]) => sum + n, 0))}</td>
    </tr>
  );
}

function Line({ line }: { line: ReceiptLine }) {
  // One more is shown rather than folded away.
  const shown = line.reasons.length <= FIRST + 1 ? line.reasons : line.reasons.slice(0, FIRST);
  const rest = line.reasons.slice(shown.length);
  return (
    <>
      <tr className={line.reasons.length > 0 ? "has-reasons" : undefined}>
        <th scope="row">
          <span className="mark">
            <i className="swatch" style={{ background: COLOR[line.word] }} />
            {line.word}
          </span>
        </th>
        <td className="num medium">{count(line.n)}</td>
      </tr>
      {shown.map(([reason, n]) => (
        <Reason key={reason} reason={reason} n={n} />
      ))}
      {rest.length > 0 && <MoreReasons reasons={rest} />}
    </>
  );
}

function Verdict({ item, isWhole }: { item: Import; isWhole: boolean }) {
  if (!isWhole) {
    return (
      <p className="small row receipt-warn">
        <IconAlertTriangle size={14} aria-hidden="true" />
        Does not add up. Please report this with the file.
      </p>
    );
  }
  const isAll = item.bytesRead === item.bytes;
  return (
    <p className={isAll ? "small row receipt-done" : "small row t2"}>
      <IconCheck size={14} stroke={2.5} aria-hidden="true" />
      {isAll
        ? `Adds up. All ${count(item.bytes)} bytes were read.`
        : `Adds up to where it stopped: ${count(item.bytesRead)} of ${count(item.bytes)} bytes were read.`}
    </p>
  );
}

function Facts({ item }: { item: Import }) {
  const shape = formatWords(item);
  return (
    <dl className="kv small receipt-facts">
      {shape && (
        <>
          <dt>Format</dt>
          <dd>{shape}</dd>
        </>
      )}
      <Signs format={item.format} />
      {item.duplicateOf && (
        <>
          <dt>Same file as</dt>
          <dd>
            <Link className="link" href={`/imports?import=${item.duplicateOf}`}>
              import {item.duplicateOf}
            </Link>
          </dd>
        </>
      )}
      {item.unmapped > 0 && (
        <>
          <dt>Unknown codes</dt>
          <dd>{count(item.unmapped)} rows whose result code says nothing yet; they count as no answer</dd>
        </>
      )}
      {item.outOfRange > 0 && (
        <>
          <dt>Odd times</dt>
          <dd>{count(item.outOfRange)} rows before 2010 or in the future: kept, but no page spans them</dd>
        </>
      )}
      {item.rows.read > 0 && <AsRead item={item} />}
      {item.notes
        .filter((note) => note !== ASSUMED_UTC)
        .map((note) => (
          <NoteRow key={note} note={note} />
        ))}
      {item.sha256 && (
        <>
          <dt>SHA-256</dt>
          <dd className="mono">{item.sha256}</dd>
        </>
      )}
    </dl>
  );
}

/** By what it was known, and what a log of its kind never shows. */
function Signs({ format }: Pick<Import, "format">) {
  const sign = signOf(format);
  const blind = blindSpotOf(format);
  return (
    <>
      {sign && (
        <>
          <dt>Known by</dt>
          <dd>{sign}</dd>
        </>
      )}
      {blind && (
        <>
          <dt>Cannot show</dt>
          <dd>{blind}</dd>
        </>
      )}
    </>
  );
}

/** A zone is never guessed: who knows the host is asked. */
function ZoneQuestion({ item }: { item: Import }) {
  if (item.timeZone || !item.notes.includes(ASSUMED_UTC)) return null;
  return (
    <p className="notice" role="note">
      <b>Which zone are these times of?</b> The export writes them without one, so they were read as UTC. If
      the host kept local time, choose “Read again” and give its zone: every time moves, nothing is lost.
    </p>
  );
}

/** What was taken for granted while it was read: a wrong guess is corrected by reading it again. */
function AsRead({ item }: { item: Import }) {
  const isText = !isPacked(item) && (item.encoding === "utf-8" || item.encoding === "binxml");
  return (
    <>
      {(item.timeZone || tellOfZone(item.notes)) && (
        <>
          <dt>Times without a zone</dt>
          <dd>read as {item.timeZone ?? "UTC"}</dd>
        </>
      )}
      {item.dateOrder && (
        <>
          <dt>Dates</dt>
          <dd>{item.dateOrder === "day-first" ? "day/month/year" : "month/day/year"}, as chosen</dd>
        </>
      )}
      {!isText && (
        <>
          <dt>Kept as</dt>
          <dd>its text, once it is read; of the bytes that came only the SHA-256 stays</dd>
        </>
      )}
    </>
  );
}

function NoteRow({ note }: { note: string }) {
  return (
    <>
      <dt>Note</dt>
      <dd>{note}</dd>
    </>
  );
}

/** The alerts of the file's own period. */
const alertsUrl = ({ eventsFrom, eventsTo }: Import) =>
  eventsFrom && eventsTo
    ? `/alerts?${new URLSearchParams({ from: eventsFrom, to: new Date(Date.parse(eventsTo) + 1).toISOString() })}`
    : "/alerts";

function Foot({ item }: { item: Import }) {
  return (
    <span className="row between wrap">
      <span>
        {item.eventsFrom && item.eventsTo
          ? `Events ${utcSecond(item.eventsFrom)} to ${utcSecond(item.eventsTo)}`
          : "No event came of it"}
      </span>
      {item.status === "done" && (
        <Link className="link" href={alertsUrl(item)}>
          {item.alerts === 0 ? "no alert" : `${count(item.alerts)} ${item.alerts === 1 ? "alert" : "alerts"}`}
        </Link>
      )}
    </span>
  );
}

function Sum({ item }: { item: Import }) {
  const { lines, isWhole } = receiptOf(item);
  return (
    <>
      <div className="learned receipt-bar" aria-hidden="true">
        {lines
          .filter(({ n }) => n > 0)
          .map(({ word, n }) => (
            <i key={word} style={{ flex: n, background: COLOR[word] }} />
          ))}
      </div>
      <table className="tbl receipt">
        <tbody>
          {lines.map((line) => (
            <Line key={line.word} line={line} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Rows in the file</th>
            <td className="num strong">{count(item.rows.read)}</td>
          </tr>
        </tfoot>
      </table>
      <Verdict item={item} isWhole={isWhole} />
    </>
  );
}

/** What became of every row of one file, as a sum. */
export function Receipt({ item }: { item: Import }) {
  return (
    <Block
      title={
        <span className="mark">
          <IconFileCheck size={15} aria-hidden="true" />
          Receipt
        </span>
      }
      note={<PlainText text={item.filename} />}
      right={<span className="small t3 nowrap">{utcMinute(item.finishedAt ?? item.createdAt)}</span>}
      foot={<Foot item={item} />}
    >
      <div className="body">
        {item.error && (
          <p className="notice receipt-error" role="alert">
            <b>{item.needsMapping ? "This file waits for you." : "This file failed."}</b>
            <PlainText text={item.error} />
          </p>
        )}
        {(item.rows.read > 0 || item.status === "done") && <Sum item={item} />}
        <ZoneQuestion item={item} />
        <Facts item={item} />
        <ImportActions item={item} />
      </div>
    </Block>
  );
}
