"use client";
import { Button, Select, TextInput } from "@mantine/core";
import { HIGHEST_FIRST, SEVERITY_WORD } from "@/components/charts/scales";
import type { Changes } from "@/components/ui/use-view";
import { Classification } from "@/lib/alert/schema";
import { CLASSIFICATION_WORD } from "./words";

type Props = {
  view: Record<string, string>;
  ruleIds: readonly string[];
  /** The period the data covers, in words: the range without a time filter. */
  period: string;
  onChange: (changes: Changes) => void;
};

/** The statuses one looks at; open is both kinds that still need somebody. */
const STATUSES = [
  { value: null, word: "Open" },
  { value: "new", word: "New" },
  { value: "active", word: "Active" },
  { value: "closed", word: "Closed" },
  { value: "all", word: "All" },
] as const;

const FILTERS = ["status", "severity", "rule", "origin", "from", "to", "classification"] as const;

/** Takes every filter away; the sort order stays. */
export const NO_FILTERS: Changes = Object.fromEntries([...FILTERS, "cursor"].map((name) => [name, null]));

export const hasFilters = (view: Record<string, string>): boolean => FILTERS.some((name) => view[name]);

const dayStart = (day: string) => (day ? `${day}T00:00:00Z` : null);
const dayEnd = (day: string) =>
  day ? new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString() : null;
const lastDay = (to: string | undefined) =>
  to && !Number.isNaN(Date.parse(to)) ? new Date(Date.parse(to) - 1).toISOString().slice(0, 10) : "";

export function AlertFilters({ view, ruleIds, period, onChange }: Props) {
  const change = (changes: Changes) => onChange({ ...changes, cursor: null });
  return (
    <search className="row wrap filters" aria-label="Filter alerts">
      <fieldset className="tabs">
        <legend className="unseen">Status</legend>
        {STATUSES.map(({ value, word }) => (
          <button
            key={word}
            type="button"
            aria-pressed={(view.status ?? null) === value}
            onClick={() => change({ status: value })}
          >
            {word}
          </button>
        ))}
      </fieldset>
      <Select
        aria-label="Severity"
        placeholder="Any severity"
        clearable
        w={140}
        data={HIGHEST_FIRST.map((value) => ({ value, label: SEVERITY_WORD[value] }))}
        value={view.severity ?? null}
        onChange={(severity) => change({ severity })}
      />
      <Select
        aria-label="Rule"
        placeholder="Any rule"
        clearable
        w={130}
        data={[...ruleIds]}
        value={view.rule ?? null}
        onChange={(rule) => change({ rule })}
      />
      <Select
        aria-label="Classification"
        placeholder="Any classification"
        clearable
        w={170}
        data={Classification.options.map((value) => ({ value, label: CLASSIFICATION_WORD[value] }))}
        value={view.classification ?? null}
        onChange={(classification) => change({ classification })}
      />
      <OriginFilter key={view.origin} origin={view.origin ?? ""} onOrigin={(origin) => change({ origin })} />
      <span className="row">
        <label className="small t2 row">
          From
          <input
            type="date"
            className="date"
            value={view.from?.slice(0, 10) ?? ""}
            onChange={(event) => change({ from: dayStart(event.currentTarget.value) })}
          />
        </label>
        <label className="small t2 row">
          to
          <input
            type="date"
            className="date"
            value={lastDay(view.to)}
            onChange={(event) => change({ to: dayEnd(event.currentTarget.value) })}
          />
        </label>
      </span>
      {!view.from && !view.to && <span className="small t3">All data, {period}</span>}
      {hasFilters(view) && (
        <Button variant="subtle" size="compact-xs" onClick={() => onChange(NO_FILTERS)}>
          Clear filters
        </Button>
      )}
    </search>
  );
}

/** The address counts when it is whole: on Enter, or when the field is left. */
function OriginFilter({ origin, onOrigin }: { origin: string; onOrigin: (origin: string) => void }) {
  const send = (value: string) => value.trim() !== origin && onOrigin(value.trim());
  return (
    <TextInput
      aria-label="Origin"
      placeholder="Origin address"
      w={160}
      defaultValue={origin}
      onBlur={(event) => send(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && send(event.currentTarget.value)}
    />
  );
}
