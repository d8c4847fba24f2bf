import "@/components/alerts/alerts.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { askedOf, type Params } from "@/components/alerts/alert-view";
import { AlertsList } from "@/components/alerts/alerts-list";
import { NoAlerts, NoData } from "@/components/alerts/no-alerts";
import { PageBar } from "@/components/shell/page-bar";
import { count, utcRange } from "@/components/ui/utc";
import { alertsOptions } from "@/lib/alert/api";
import { listAlerts } from "@/lib/alert/read";
import { AlertQuery } from "@/lib/alert/schema";
import { RULES } from "@/lib/detection/catalogue";
import type { Severity } from "@/lib/detection/schema";
import { readAlertTally, readDataRange } from "@/lib/insight/read";
import type { Overview } from "@/lib/insight/schema";

export const metadata: Metadata = { title: "Alerts" };

type Tally = Overview["alerts"];
type BySeverity = Partial<Record<Severity, number>>;

const sum = (tally: BySeverity | undefined) =>
  Object.values(tally ?? {}).reduce((total, n) => total + (n ?? 0), 0);

function openOf({ new: fresh = {}, active = {} }: Tally): BySeverity {
  const open: BySeverity = { ...fresh };
  for (const [severity, n] of Object.entries(active) as [Severity, number][]) {
    open[severity] = (open[severity] ?? 0) + n;
  }
  return open;
}

export default async function AlertsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await pageActor();
  const asked = askedOf(await searchParams);
  const client = new QueryClient();
  const [tally, range] = await Promise.all([
    readAlertTally(actor),
    readDataRange(actor),
    client.prefetchQuery({
      ...alertsOptions(asked),
      queryFn: () => listAlerts(actor, AlertQuery.parse(asked)),
    }),
  ]);
  const open = openOf(tally);
  const period = range ? utcRange(range.from, range.to) : "no data yet";
  const isEmpty = sum(tally.new) + sum(tally.active) + sum(tally.closed) === 0;
  return (
    <>
      <PageBar title="Alerts" note={<span className="small t3">{count(sum(open))} open</span>} />
      <HydrationBoundary state={dehydrate(client)}>
        <AlertsList
          ruleIds={RULES.map((rule) => rule.id)}
          open={open}
          period={period}
          none={range ? <NoAlerts period={period} /> : <NoData />}
          isEmpty={isEmpty}
        />
      </HydrationBoundary>
    </>
  );
}
