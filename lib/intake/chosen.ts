import type { Parsed } from "@/lib/event/schema";
import type { DateOrder, Recognised } from "@/lib/source/schema";

const WORDS: Record<DateOrder, string> = {
  "month-first": "month/day/year",
  "day-first": "day/month/year",
};

/** What a file was recognised as, with what an analyst chose over it; its own note on the dates would mislead then. */
export function asChosen(found: Recognised, { dateOrder }: { dateOrder: DateOrder | null }): Recognised {
  if (dateOrder === null) return found;
  const notes = found.notes.filter((note) => !/^Dates (were|could be) /.test(note));
  return {
    ...found,
    dateOrder,
    notes: [...notes, `Dates such as 4/5/2026 were read as ${WORDS[dateOrder]}, as chosen here.`],
  };
}

/** The records up to a number; a cancelled import that is read again ends where it was cancelled. */
export async function* upTo(
  parsed: AsyncIterable<Parsed[]>,
  stopAfter: number | null,
): AsyncGenerator<Parsed[]> {
  if (stopAfter === 0) return;
  for await (const some of parsed) {
    const last = some.at(-1)?.position ?? 0;
    if (stopAfter === null || last < stopAfter) yield some;
    else {
      yield some.filter(({ position }) => position <= stopAfter);
      return;
    }
  }
}
