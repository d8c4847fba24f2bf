import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import type { EventFilter, EventRow } from "./event-schema";
import type { After } from "./event-search";
import { eventPage } from "./run-events";

/** Rows read at once: some megabytes, and a statement of a few tenths of a second. */
const PAGE = 2000;

/** Nobody waits before a screen for it: a page of rare rows may take longer than a search. */
const PAGE_MS = 120_000;

/**
 * Every event of a search, the newest first. Pages by key and not a database cursor: whoever reads slowly, or
 * stops reading, then holds neither a connection nor a transaction, and memory does not grow. The signal ends the page under way too.
 */
export async function* exportEvents(
  actor: Actor,
  filter: EventFilter,
  signal?: AbortSignal,
): AsyncGenerator<EventRow> {
  authorise(actor, "read");
  const patience = { ms: PAGE_MS, signal };
  let after: After | null = null;
  for (;;) {
    const rows: Awaited<ReturnType<typeof eventPage>> = await eventPage(filter, after, PAGE, patience);
    for (const { after: _, ...row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.after;
  }
}
