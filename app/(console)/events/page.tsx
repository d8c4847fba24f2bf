import "@/components/events/events.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { EventBoard } from "@/components/events/event-board";
import { askedOf, type Params } from "@/components/events/event-view";
import { PageBar } from "@/components/shell/page-bar";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";
import { eventsOptions } from "@/lib/insight/event-api";
import { EventQuery } from "@/lib/insight/event-schema";
import { readDataRange } from "@/lib/insight/read";
import { searchEvents } from "@/lib/insight/run-events";
import { shownJson } from "@/lib/stored-text";

export const metadata: Metadata = { title: "Events" };

/** What the API would answer: names as the log had them. A search it would refuse is asked again there. */
async function searchAsApi(actor: Awaited<ReturnType<typeof pageActor>>, asked: ReturnType<typeof askedOf>) {
  return JSON.parse(shownJson(await searchEvents(actor, EventQuery.parse(asked))));
}

export default async function EventsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await pageActor();
  const asked = askedOf(await searchParams);
  const client = new QueryClient();
  const [range] = await Promise.all([
    readDataRange(actor),
    client.prefetchQuery({ ...eventsOptions(asked), queryFn: () => searchAsApi(actor, asked) }),
  ]);
  return (
    <>
      <PageBar title="Events" />
      {range ? (
        <HydrationBoundary state={dehydrate(client)}>
          <EventBoard range={range} />
        </HydrationBoundary>
      ) : (
        <div className="page">
          <Empty
            title="No log has arrived yet"
            why="Every row of a log that is read becomes an event, to be searched here by time, origin, account, code and more."
          >
            <LinkButton href="/imports">Import a file</LinkButton>
          </Empty>
        </div>
      )}
    </>
  );
}
