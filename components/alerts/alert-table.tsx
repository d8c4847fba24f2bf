"use client";
import type { Changes } from "@/components/ui/use-view";
import type { AlertView } from "@/lib/alert/api";
import type { Alert, AlertSort } from "@/lib/alert/schema";
import { AlertRow } from "./alert-row";
import { orderOf, sortBy } from "./alert-view";
import { SortHead } from "./sort-head";

type Props = {
  view: AlertView;
  alerts: readonly Alert[];
  /** True while the rows still answer the question before. */
  isOld: boolean;
  onSort: (changes: Changes) => void;
};

export function AlertTable({ view, alerts, isOld, onSort }: Props) {
  const head = (word: string, sort: AlertSort, className?: string) => (
    <SortHead
      word={word}
      className={className}
      order={orderOf(view, sort)}
      onSort={() => onSort(sortBy(view, sort))}
    />
  );
  return (
    <table className="tbl tall alerts" aria-busy={isOld}>
      <caption className="unseen">Alerts</caption>
      <thead>
        <tr>
          {head("Severity", "severity")}
          <th scope="col">Alert</th>
          <th scope="col" className="wide">
            What it learned
          </th>
          {head("Names", "names", "num wide")}
          <th scope="col" className="wide">
            Status
          </th>
          {head("Last seen", "last-seen", "num")}
        </tr>
      </thead>
      <tbody>
        {alerts.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </tbody>
    </table>
  );
}
