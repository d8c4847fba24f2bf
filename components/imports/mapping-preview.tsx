import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count, utcSecond } from "@/components/ui/utc";
import type { Columns, MappingPreview, RowShown, TimesShown } from "@/lib/intake/mapping-schema";

/** The first rows as the file has them. */
export function FirstRows({ columns: { columns, rows } }: { columns: Columns }) {
  return (
    <Sideways label="The first rows of the file">
      <table className="tbl mapping-rows">
        <thead>
          <tr>
            {columns.map(({ name, title }) => (
              <th key={name} scope="col">
                <PlainText text={title || "(no name)"} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={at}>
              {columns.map(({ name }, column) => (
                <td key={name} className="mono small">
                  <PlainText text={row[column] ?? ""} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

const ORDER_WORDS = { "month-first": "month/day/year", "day-first": "day/month/year" };

function timeWords({ why, order, assumesZone, zone }: TimesShown): string {
  const dates =
    why === "undecided"
      ? `Dates could be either way round; they are read as ${ORDER_WORDS[order]}. Choose above if that is wrong. `
      : why
        ? `Dates are read as ${ORDER_WORDS[order]}. `
        : "";
  return `${dates}${assumesZone ? `Times name no zone; they are read in ${zone}.` : "Every time names its zone."}`;
}

/** How the first times are read: as typed, and in UTC. */
export function TimesTable({ times }: { times: TimesShown }) {
  return (
    <div>
      <p className="small t2">{timeWords(times)}</p>
      <table className="tbl mapping-times">
        <caption className="unseen">How the first times are read</caption>
        <thead>
          <tr>
            <th scope="col">Time as it stands</th>
            <th scope="col">Read as (UTC)</th>
          </tr>
        </thead>
        <tbody>
          {times.values.map(({ typed, utc, why }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={at}>
              <td className="mono small">
                <PlainText text={typed} />
              </td>
              <td className={utc ? "mono small" : "small receipt-warn"}>{utc ? utcSecond(utc) : why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** In words, what the first rows would become. */
export function previewWords({ looked, rejected, rejectedBy, unmapped, signedIn }: MappingPreview): string {
  const reasons = Object.entries(rejectedBy).map(([reason, n]) => `${reason}: ${count(n)}`);
  const refused =
    rejected === 0 ? "All of them can be read" : `${count(rejected)} cannot be read (${reasons.join("; ")})`;
  const silent =
    unmapped === 0 ? "" : ` ${count(unmapped)} have no result that is known: they count as no answer.`;
  return `Of the first ${count(looked)} rows: ${refused}. ${count(signedIn)} signed in.${silent}`;
}

function resultOf({ answer, isMapped, code }: RowShown): string {
  if (!isMapped) return `${code || "no code"}: no answer`;
  return `${code}: ${answer ?? "no answer"}`;
}

/** The first rows as events. */
export function EventRows({ preview }: { preview: MappingPreview }) {
  return (
    <Sideways label="The first rows as they would be read">
      <table className="tbl mapping-rows">
        <thead>
          <tr>
            {["Time (UTC)", "Account", "Source", "Result", "Application", "Client"].map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={at}>
              {row.reason === null ? (
                <>
                  <td className="mono small nowrap">{row.at && utcSecond(row.at)}</td>
                  <td>
                    <PlainText text={row.account} />
                  </td>
                  <td className="mono small">
                    <PlainText text={row.address} />
                  </td>
                  <td>{resultOf(row)}</td>
                  <td>
                    <PlainText text={row.app} />
                  </td>
                  <td>
                    <PlainText text={row.client} />
                  </td>
                </>
              ) : (
                <td colSpan={6} className="receipt-warn">
                  Rejected: {row.reason}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
