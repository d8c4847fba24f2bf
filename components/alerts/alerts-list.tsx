"use client";
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useView } from "@/components/ui/use-view";
import { alertsOptions } from "@/lib/alert/api";
import type { Severity } from "@/lib/detection/schema";
import { AlertFilters, NO_FILTERS } from "./alert-filters";
import { AlertTable } from "./alert-table";
import { askedOf, isNarrowed } from "./alert-view";
import { NoMatch, NothingOpen } from "./no-alerts";
import { OpenCounts } from "./open-counts";

/** An import that ends while the list is open shows within this, in milliseconds. */
const ASK_AGAIN = 15_000;

type Props = {
  ruleIds: readonly string[];
  /** Open alerts by severity, whatever the filters say. */
  open: Partial<Record<Severity, number>>;
  /** The period the data covers, in words. */
  period: string;
  /** What stands here when there is no alert at all. */
  none: ReactNode;
  isEmpty: boolean;
};

/** The list, its filters and its pages. Everything chosen stands in the address. */
export function AlertsList({ ruleIds, open, period, none, isEmpty }: Props) {
  const { view, params, change } = useView();
  const asked = askedOf(view);
  const alerts = useQuery({
    ...alertsOptions(asked),
    placeholderData: keepPreviousData,
    refetchInterval: ASK_AGAIN,
  });
  if (isEmpty) return none;
  return (
    <>
      <div className="alerts-head">
        <OpenCounts
          counts={open}
          chosen={view.severity}
          onChoose={(severity) => change({ severity, cursor: null })}
        />
        <AlertFilters view={view} ruleIds={ruleIds} period={period} onChange={change} />
      </div>
      {alerts.isError && (
        <p className="page" role="alert">
          {alerts.error.message}
        </p>
      )}
      {alerts.data && alerts.data.items.length > 0 && (
        <AlertTable
          view={asked}
          alerts={alerts.data.items}
          isOld={alerts.isPlaceholderData}
          onSort={change}
        />
      )}
      {alerts.data?.items.length === 0 &&
        (isNarrowed(asked) ? (
          <NoMatch period={period} onClear={() => change(NO_FILTERS)} />
        ) : (
          <NothingOpen status={view.status} />
        ))}
      <div className="row pager">
        {params.has("cursor") && (
          <Button variant="default" onClick={() => change({ cursor: null })}>
            First page
          </Button>
        )}
        {alerts.data?.nextCursor && (
          <Button variant="default" onClick={() => change({ cursor: alerts.data.nextCursor })}>
            Next page
          </Button>
        )}
      </div>
    </>
  );
}
