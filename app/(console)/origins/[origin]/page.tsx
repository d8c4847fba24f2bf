import "@/components/origins/origins.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { pageActor } from "@/app/actor";
import { LearnedBar, LearnedKey } from "@/components/charts/learned-bar";
import { TimelinePanel } from "@/components/charts/timeline-panel";
import { askedOf, shownOf, TimelineParams, wholeOf } from "@/components/charts/timeline-view";
import { OriginAlerts } from "@/components/origins/origin-alerts";
import { OriginCodes, OriginFacts } from "@/components/origins/origin-facts";
import { OriginNames } from "@/components/origins/origin-names";
import { OriginStory } from "@/components/origins/origin-story";
import { OriginName } from "@/components/origins/origin-table";
import { PageBar } from "@/components/shell/page-bar";
import { CopyAddress } from "@/components/ui/copy";
import { Waiting } from "@/components/ui/waiting";
import type { Actor } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { AppError } from "@/lib/errors";
import { timelineOptions, whereOptions } from "@/lib/insight/api";
import { readOrigin } from "@/lib/insight/origins";
import { readTimeline } from "@/lib/insight/run-timeline";
import { readWhereabouts } from "@/lib/insight/run-where";
import { type OriginReport, TimelineQuery } from "@/lib/insight/schema";

type Props = {
  params: Promise<{ origin: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
};

/** A segment arrives as the address has it: encoded, and perhaps not decodable. */
function originOf(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: originOf((await params).origin) };
}

async function readOr404(actor: Actor, origin: string): Promise<OriginReport> {
  try {
    return await readOrigin(actor, origin);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

/** The timeline's first answer, so that the page arrives with it; null where nothing was asked. */
async function readFirst(actor: Actor, report: OriginReport, params: TimelineParams) {
  if (!report.firstSeen || !report.lastSeen) return null;
  const whole = wholeOf(report.firstSeen, report.lastSeen);
  const asked = askedOf(shownOf(whole, params));
  const client = new QueryClient();
  await client.prefetchQuery({
    ...timelineOptions(report.origin, asked),
    queryFn: () => readTimeline(actor, report.origin, TimelineQuery.parse(asked)),
  });
  return { whole, state: dehydrate(client) };
}

/** Where it is is read here under the key that the browser asks again with. */
async function Facts({ actor, report }: { actor: Actor; report: OriginReport }) {
  const client = new QueryClient();
  await client.prefetchQuery({
    ...whereOptions(report.origin),
    queryFn: () => readWhereabouts(actor, report.origin, {}),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <OriginFacts report={report} />
    </HydrationBoundary>
  );
}

export default async function OriginPage({ params, searchParams }: Props) {
  const actor = await pageActor();
  const report = await readOr404(actor, originOf((await params).origin));
  const view = TimelineParams.parse(await searchParams);
  const [alerts, first] = await Promise.all([
    listAlerts(actor, { origin: report.origin, limit: 50 }),
    readFirst(actor, report, view),
  ]);
  return (
    <>
      <PageBar
        above={{ href: "/origins", word: "Origins" }}
        title={<OriginName origin={report.origin} />}
        isQuiet
        note={
          <>
            {report.kind !== "none" && <CopyAddress address={report.origin} />}
            {report.isSample && <span className="tag synthetic">synthetic</span>}
          </>
        }
      />
      <div className="page case">
        <div className="stack">
          <div className="stack tight origin-head">
            <OriginStory report={report} />
            <LearnedBar tally={report.namesByAnswer} height={12} />
            <LearnedKey tally={report.namesByAnswer} />
          </div>
          {first && (
            <HydrationBoundary state={first.state}>
              <TimelinePanel origin={report.origin} whole={first.whole} />
            </HydrationBoundary>
          )}
          <OriginAlerts alerts={alerts.items} />
          <OriginCodes {...report} />
          <OriginNames {...report} />
        </div>
        <div className="stack">
          <Suspense fallback={<Waiting />}>
            <Facts actor={actor} report={report} />
          </Suspense>
        </div>
      </div>
    </>
  );
}
