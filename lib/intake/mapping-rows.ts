import { answerOf } from "@/lib/event/answers";
import { DateOrderEvidence } from "@/lib/source/date-order";
import { timeOf } from "@/lib/source/event-of";
import { cellText } from "@/lib/source/fields";
import { mappedFormat } from "@/lib/source/mapped";
import type { Mapping } from "@/lib/source/mapping";
import type { UnknownTable } from "@/lib/source/recognise-mapped";
import type { DateOrder, Header, Reading, Setting } from "@/lib/source/schema";
import { lacksZone, readTime } from "@/lib/source/times";
import { parseZone, UTC } from "@/lib/source/zones";
import type { MappingPreview, RowShown, TimeShown, TimesShown } from "./mapping-schema";

type Table = Pick<UnknownTable, "rows"> & { header: Header };
type Asked = { time: string; timeZone: string | null; dateOrder: DateOrder | null };

const SHOWN = 5;
const LONGEST_TIME = 60;

/** Whether it is a time in any form that is known. */
export const timesAreRead = (value: string): boolean =>
  readTime(value, { order: "month-first", zone: UTC }) !== null ||
  readTime(value, { order: "day-first", zone: UTC }) !== null;

const isoOf = (micros: bigint) => new Date(Number(micros / 1000n)).toISOString();

/** How the first times of a column would be read. The order is what the first rows show; the whole file decides. */
export function showTimes({ rows, header }: Table, { time, timeZone, dateOrder }: Asked): TimesShown {
  const cells = rows.map((row) => cellText(row, time));
  const evidence = new DateOrderEvidence();
  for (const cell of cells) evidence.see(cell);
  const decision = evidence.decision();
  const order = dateOrder ?? decision?.order ?? "month-first";
  const stated = parseZone(header.zoneOf(time) ?? "");
  const zone = stated ?? (timeZone === null ? null : parseZone(timeZone)) ?? UTC;
  return {
    column: time,
    order,
    why: decision && (dateOrder === null ? decision.why : "asked for"),
    assumesZone: stated === null && cells.some(lacksZone),
    zone: zone.name,
    values: cells.slice(0, SHOWN).map((cell): TimeShown => {
      const read = timeOf(cell, "", { order, zone });
      const typed = cell.slice(0, LONGEST_TIME);
      return "reason" in read
        ? { typed, utc: null, why: read.reason }
        : { typed, utc: isoOf(read.instant.micros), why: null };
    }),
  };
}

/** What the first rows of a table would be by a mapping, and how many of them could not be read. */
export function previewRows(table: Table, mapping: Mapping, shown: number): MappingPreview {
  const { rows, header } = table;
  const times = showTimes(table, mapping);
  const notes = new Set<string>();
  const setting: Setting = {
    nameClaims: null,
    dateOrder: times.order,
    timeZone: mapping.timeZone,
    onNote: (note) => notes.add(note),
  };
  const format = mappedFormat(mapping);
  const all = rows.map((row) => rowShown(format.read(row, header, setting)));
  const rejectedBy: Record<string, number> = {};
  for (const { reason } of all) if (reason !== null) rejectedBy[reason] = (rejectedBy[reason] ?? 0) + 1;
  return {
    rows: all.slice(0, shown),
    looked: all.length,
    rejected: all.filter(({ reason }) => reason !== null).length,
    rejectedBy,
    unmapped: all.filter(({ reason, isMapped }) => reason === null && !isMapped).length,
    signedIn: all.filter(({ answer }) => answer === "signed-in").length,
    notes: [...notes],
    times,
  };
}

const NOTHING = { at: null, account: "", address: "", code: "", answer: null, isMapped: true, app: "" };

function rowShown(reading: Reading): RowShown {
  if (!reading.ok) return { ...NOTHING, client: "", reason: reading.reason };
  const { event } = reading;
  const { answer, isMapped } = answerOf(event);
  return {
    reason: null,
    at: isoOf(event.atMicros),
    account: event.name,
    address: event.address,
    code: event.code,
    answer,
    isMapped,
    app: event.app || event.appId,
    client: event.userAgent || event.clientApp,
  };
}
