import { route } from "@/app/door";
import { exportEventsCsvCall } from "@/app/operations/events";
import { csvPieces } from "@/components/ui/csv";
import { savedAs, textAnswer } from "@/lib/http";
import { EventRow } from "@/lib/insight/event-schema";
import { exportEvents } from "@/lib/insight/run-export";
import { shownText } from "@/lib/stored-text";

const HEAD = EventRow.keyof().options;

async function* cells(rows: AsyncIterable<EventRow>) {
  for await (const row of rows) {
    yield HEAD.map((field) => {
      const value = row[field] ?? "";
      return typeof value === "string" ? shownText(value) : value;
    });
  }
}

export const GET = route(exportEventsCsvCall, ({ actor, query, request }) =>
  textAnswer(csvPieces(HEAD, cells(exportEvents(actor, query, request.signal))), {
    "content-type": "text/csv; charset=utf-8",
    ...savedAs("events.csv"),
  }),
);
