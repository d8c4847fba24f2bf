import { Button } from "@mantine/core";
import Link from "next/link";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";

/** No log has arrived: nothing can be said yet. */
export function NoData() {
  return (
    <Empty
      title="No log has arrived yet"
      why="Alerts come from sign-in and audit exports. Drop a file, or try Rollcall with a small synthetic week that leaves without a trace."
    >
      <LinkButton href="/imports">Import a file</LinkButton>
      <Link className="link" href="/">
        Load sample data
      </Link>
    </Empty>
  );
}

/** Logs are there and no rule fired: good news, with what it rests on. */
export function NoAlerts({ period }: { period: string }) {
  return (
    <Empty
      title="Nobody crossed a threshold"
      why={`Every rule ran over the data from ${period} and found nothing to report. Quiet counts only for the days that the logs cover.`}
    >
      <Link className="link" href="/rules">
        What the rules look for, and from which numbers on
      </Link>
      <Link className="link" href="/">
        Which days are covered
      </Link>
    </Empty>
  );
}

/** Filters leave nothing over. */
export function NoMatch({ period, onClear }: { period: string; onClear: () => void }) {
  return (
    <Empty
      title="No alert matches"
      why={`There are alerts, but none fits these filters. The data covers ${period}.`}
    >
      <Button variant="default" onClick={onClear}>
        Clear filters
      </Button>
    </Empty>
  );
}

/** The chosen status has none; others may. */
export function NothingOpen({ status }: { status: string | undefined }) {
  const word = status && status !== "all" ? status : "open";
  return (
    <Empty title={`No alert is ${word}`} why="Alerts of another status are still listed.">
      <Link className="link" href="/alerts?status=all">
        All alerts
      </Link>
    </Empty>
  );
}
