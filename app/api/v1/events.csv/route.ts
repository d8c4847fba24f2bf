import { route } from "@/app/door";
import { exportEventsCsvCall } from "@/app/operations/events";
import { BYTE_ORDER_MARK, csvLines } from "@/components/ui/csv";
import type { Actor } from "@/lib/access/schema";
import { savedAs, textAnswer } from "@/lib/http";
import { type EventFilter, EventRow } from "@/lib/insight/event-schema";
import { exportEvents } from "@/lib/insight/run-export";
import { shownText } from "@/lib/stored-text";

const HEAD = EventRow.keyof().options;

/** Lines that go out in one piece. */
const AT_ONCE = 500;

function cellsOf(row: EventRow): (string | number | boolean)[] {
  return HEAD.map((field) => {
    const value = row[field] ?? "";
    return typeof value === "string" ? shownText(value) : value;
  });
}

async function* piecesOf(actor: Actor, filter: EventFilter, signal: AbortSignal): AsyncGenerator<string> {
  let rows: ReturnType<typeof cellsOf>[] = [HEAD];
  let mark = BYTE_ORDER_MARK;
  for await (const row of exportEvents(actor, filter, signal)) {
    rows.push(cellsOf(row));
    if (rows.length < AT_ONCE) continue;
    yield mark + csvLines(rows);
    [rows, mark] = [[], ""];
  }
  yield mark + csvLines(rows);
}

export const GET = route(exportEventsCsvCall, ({ actor, query, request }) =>
  textAnswer(piecesOf(actor, query, request.signal), {
    "content-type": "text/csv; charset=utf-8",
    ...savedAs("events.csv"),
  }),
);
