import { route } from "@/app/door";
import { exportEventsLinesCall } from "@/app/operations/events";
import type { Actor } from "@/lib/access/schema";
import { savedAs, textAnswer } from "@/lib/http";
import type { EventFilter } from "@/lib/insight/event-schema";
import { exportEvents } from "@/lib/insight/run-export";
import { shownJson } from "@/lib/stored-text";

/** Lines that go out in one piece. */
const AT_ONCE = 500;

async function* piecesOf(actor: Actor, filter: EventFilter, signal: AbortSignal): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const row of exportEvents(actor, filter, signal)) {
    lines.push(`${shownJson(row)}\n`);
    if (lines.length < AT_ONCE) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

export const GET = route(exportEventsLinesCall, ({ actor, query, request }) =>
  textAnswer(piecesOf(actor, query, request.signal), {
    "content-type": "application/x-ndjson",
    ...savedAs("events.ndjson"),
  }),
);
