"use client";
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Empty } from "@/components/ui/empty";
import { useView } from "@/components/ui/use-view";
import { count, utcRange } from "@/components/ui/utc";
import type { EventView } from "@/lib/insight/event-api";
import { eventFacetsOptions, eventsOptions, exportUrl } from "@/lib/insight/event-api";
import type { DataRange } from "@/lib/insight/schema";
import { EventFacetList } from "./event-facets";
import { EventFilters } from "./event-filters";
import { EventPanel } from "./event-panel";
import { EventTable } from "./event-table";
import { askedOf, NO_FILTERS } from "./event-view";

/** The search, what it found, and what that holds most of. Everything chosen stands in the address. */
export function EventBoard({ range }: { range: DataRange }) {
  const { view, params, change } = useView();
  const asked = askedOf(view);
  const events = useQuery({ ...eventsOptions(asked), placeholderData: keepPreviousData });
  const facets = useQuery({ ...eventFacetsOptions(asked), placeholderData: keepPreviousData });
  const period = utcRange(range.from, range.to);
  const rows = events.data?.items ?? [];
  return (
    <>
      <div className="events-head">
        <EventFilters view={asked} range={range} period={period} onChange={change} />
      </div>
      <div className="events-grid">
        <section className="stack tight" aria-label="Events found">
          <Found asked={asked} counted={facets.isPlaceholderData ? undefined : facets.data} />
          {events.isPending && <p className="body t2">Searching</p>}
          {events.isError && (
            <p className="notice" role="alert">
              {events.error.message}
            </p>
          )}
          {!events.isError && rows.length > 0 && (
            <EventTable
              rows={rows}
              chosen={view.event}
              isOld={events.isPlaceholderData}
              onOpen={(event) => change({ event })}
            />
          )}
          {!events.isError && events.data && rows.length === 0 && (
            <NoEvents period={period} onClear={() => change({ ...NO_FILTERS, event: null })} />
          )}
          <div className="row pager">
            {params.has("cursor") && (
              <Button variant="default" onClick={() => change({ cursor: null, event: null })}>
                First page
              </Button>
            )}
            {!events.isError && events.data?.nextCursor && (
              <Button
                variant="default"
                onClick={() => change({ cursor: events.data.nextCursor, event: null })}
              >
                Next page
              </Button>
            )}
          </div>
        </section>
        <aside aria-label="Values in this search">
          {facets.isError && !events.isError && <p role="alert">{facets.error.message}</p>}
          {facets.data && !facets.isError && (
            <EventFacetList
              view={asked}
              facets={facets.data}
              onChange={(field, text) => change({ [field]: text, cursor: null, event: null })}
            />
          )}
        </aside>
      </div>
      <EventPanel id={view.event} onClose={() => change({ event: null })} />
    </>
  );
}

type FoundProps = { asked: EventView; counted: { counted: number; isCut: boolean } | undefined };

/** How many there are, and all of them to take along. */
function Found({ asked, counted }: FoundProps) {
  return (
    <div className="row wrap between">
      <span className="t2" role="status">
        {counted
          ? `${count(counted.counted)}${counted.isCut ? "+" : ""} ${counted.counted === 1 ? "event" : "events"}`
          : "Counting"}
      </span>
      <span className="row">
        {(["csv", "ndjson"] as const).map((format) => (
          <Button
            key={format}
            component="a"
            variant="default"
            size="compact-xs"
            href={exportUrl(asked, format)}
            download
            aria-label={`Export these events as ${format.toUpperCase()}`}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </span>
    </div>
  );
}

function NoEvents({ period, onClear }: { period: string; onClear: () => void }) {
  return (
    <Empty
      title="No event matches"
      why={`Logs are held here, but no row of them fits this search. The data covers ${period}.`}
    >
      <Button variant="default" onClick={onClear}>
        Clear filters
      </Button>
    </Empty>
  );
}
