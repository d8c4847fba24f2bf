import "@/components/overview/overview.css";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { SampleButton } from "@/components/imports/sample-button";
import { TopOrigins } from "@/components/origins/origin-table";
import { CoverageStrip } from "@/components/overview/coverage-strip";
import { FirstRun } from "@/components/overview/first-run";
import { Held } from "@/components/overview/held";
import { KeepFresh } from "@/components/overview/keep-fresh";
import { NeedsYou } from "@/components/overview/needs-you";
import { NewAlerts } from "@/components/overview/new-alerts";
import { Unseen } from "@/components/overview/unseen";
import { PageBar } from "@/components/shell/page-bar";
import { readOrigins } from "@/lib/insight/origins";
import { readOverview } from "@/lib/insight/read";
import { readVisibility } from "@/lib/insight/run-visibility";
import type { Overview } from "@/lib/insight/schema";
import { loadSample } from "./imports/actions";

export const metadata: Metadata = { title: "Overview" };

/** New and active together. */
const openOf = ({ alerts }: Overview) =>
  [alerts.new, alerts.active]
    .flatMap((tally) => Object.values(tally ?? {}))
    .reduce((sum, n) => sum + (n ?? 0), 0);

export default async function OverviewPage() {
  const actor = await pageActor();
  const [overview, origins, visibility] = await Promise.all([
    readOverview(actor),
    readOrigins(actor, 6),
    readVisibility(actor),
  ]);
  if (overview.imports.all === 0) {
    return (
      <>
        <PageBar title="Overview" />
        <div className="page">
          <FirstRun sample={<SampleButton act={loadSample} word="Load sample data" goTo="/imports" />} />
        </div>
      </>
    );
  }
  return (
    <>
      <PageBar title="Overview" />
      <KeepFresh key={String(overview.imports.running > 0)} isBusy={overview.imports.running > 0} />
      <div className="page stack">
        <div className="cols overview-top">
          <NeedsYou needs={overview.needs} open={openOf(overview)} hasData={overview.events > 0} />
          <NewAlerts alerts={overview.alerts} />
        </div>
        <div className="cols overview-top">
          <CoverageStrip {...overview} />
          <Held {...overview} />
        </div>
        <TopOrigins rows={origins} />
        <Unseen visibility={visibility} title="What cannot be seen here" />
      </div>
    </>
  );
}
