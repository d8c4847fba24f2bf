import "@/components/alerts/alerts.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Suspense } from "react";
import { pageActor } from "@/app/actor";
import { AlertCase } from "@/components/alerts/alert-case";
import { FIRST_NAMES, namesAsked } from "@/components/alerts/names-view";
import { hasTimeline } from "@/components/alerts/words";
import { askedOf, shownOf, TimelineParams, wholeOf } from "@/components/charts/timeline-view";
import { Waiting } from "@/components/ui/waiting";
import type { Actor } from "@/lib/access/schema";
import { alertFacetsOptions, alertHistoryOptions, alertNamesOptions, alertOptions } from "@/lib/alert/api";
import { readAlert, readAlertFacets, readAlertHistory, readAlertNames } from "@/lib/alert/read";
import { type Alert, AlertNameQuery } from "@/lib/alert/schema";
import { detectionsOptions } from "@/lib/detection/api";
import { listDetections } from "@/lib/detection/read";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { timelineOptions } from "@/lib/insight/api";
import { readTimeline } from "@/lib/insight/origins";
import { readDataRange } from "@/lib/insight/read";
import { TimelineQuery } from "@/lib/insight/schema";

type Search = Record<string, string | string[] | undefined>;
type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `A-${(await params).id}` };
}

/** The alert, or the page of the one it was merged into, or none. */
async function alertOrElsewhere(actor: Actor, id: string): Promise<Alert> {
  const alert = await readAlert(actor, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  });
  if ("movedTo" in alert) redirect(`/alerts/${alert.movedTo}`);
  return alert;
}

/** What the page shows first, read here under the keys that the browser asks again with. */
async function prefetch(client: QueryClient, actor: Actor, alert: Alert, search: Search): Promise<void> {
  const { id } = alert;
  client.setQueryData(alertOptions(id).queryKey, alert);
  await Promise.all([
    hasTimeline(alert) ? prefetchTimeline(client, actor, alert, search) : null,
    prefetchNames(client, actor, id, search),
    client.prefetchQuery({
      ...detectionsOptions({ alert: id, limit: 1000 }),
      queryFn: () => listDetections(actor, { alert: id, limit: 1000 }),
    }),
    client.prefetchQuery({ ...alertHistoryOptions(id), queryFn: () => readAlertHistory(actor, id) }),
  ]);
}

async function prefetchTimeline(client: QueryClient, actor: Actor, alert: Alert, search: Search) {
  const origin = alert.origin ?? NO_ORIGIN;
  const whole = wholeOf(alert.firstSeen, alert.lastSeen);
  const asked = askedOf(shownOf(whole, TimelineParams.parse(search)));
  const queryFn = () => readTimeline(actor, origin, TimelineQuery.parse(asked));
  await client.prefetchQuery({ ...timelineOptions(origin, asked), queryFn });
}

async function prefetchNames(client: QueryClient, actor: Actor, id: string, search: Search) {
  const asked = namesAsked(search, FIRST_NAMES);
  await Promise.all([
    client.prefetchQuery({
      ...alertNamesOptions(id, asked),
      queryFn: () => readAlertNames(actor, id, AlertNameQuery.parse(asked)),
    }),
    client.prefetchQuery({ ...alertFacetsOptions(id), queryFn: () => readAlertFacets(actor, id) }),
  ]);
}

/** The rest of the page streams in; whether there is an alert at all is settled before the answer begins. */
async function Case({ actor, alert, search }: { actor: Actor; alert: Alert; search: Search }) {
  const client = new QueryClient();
  const [range] = await Promise.all([readDataRange(actor), prefetch(client, actor, alert, search)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AlertCase key={alert.id} initial={alert} covered={range} />
    </HydrationBoundary>
  );
}

export default async function AlertPage({ params, searchParams }: Props) {
  const actor = await pageActor();
  const alert = await alertOrElsewhere(actor, (await params).id);
  return (
    <Suspense fallback={<Waiting />}>
      <Case actor={actor} alert={alert} search={await searchParams} />
    </Suspense>
  );
}
