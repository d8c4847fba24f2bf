"use client";
import { Button, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { RangeFields } from "@/components/charts/range-fields";
import { PlainText } from "@/components/ui/plain-text";
import type { Changes } from "@/components/ui/use-view";
import { Answer, Vector } from "@/lib/event/schema";
import type { EventView } from "@/lib/insight/event-api";
import type { DataRange } from "@/lib/insight/schema";
import { type Chip, chipsOf, FIELD_WORD, type Field, NO_FILTERS, toggled, valueWord } from "./event-view";

type Props = {
  view: EventView;
  /** The period the data covers, and the same in words. */
  range: DataRange;
  period: string;
  onChange: (changes: Changes) => void;
};

const TYPED = [
  "origin",
  "account",
  "answer",
  "code",
  "vector",
  "app",
  "agent",
  "import",
] as const satisfies readonly Field[];

const HINT: Partial<Record<Field, string>> = {
  origin: "203.0.113.7, 2001:db8::/32 or ~none",
  account: "ana@contoso.example",
  code: "50034",
  app: "its name or id",
  agent: "a part of it",
  import: "its number",
};

const CHOICES: Partial<Record<Field, readonly string[]>> = {
  answer: [...Answer.options].reverse(),
  vector: Vector.options,
};

/** The search as chips, each of which goes away by a click, and fields that add one. */
export function EventFilters({ view, range, period, onChange }: Props) {
  const change = (changes: Changes) => onChange({ ...changes, cursor: null, event: null });
  const chips = chipsOf(view);
  return (
    <search className="stack tight" aria-label="Search events">
      <div className="row wrap">
        <AddFilter
          onAdd={(field, value) => change({ [field]: toggled(view, field, value, "in") ?? value })}
        />
        <TimeRange view={view} range={range} onRange={change} />
      </div>
      <div className="row wrap">
        {chips.map((chip) => (
          <FilterChip
            key={`${chip.field} ${chip.isOut} ${chip.value}`}
            chip={chip}
            onRemove={() =>
              change({ [chip.field]: toggled(view, chip.field, chip.value, chip.isOut ? "out" : "in") })
            }
          />
        ))}
        {!view.from && !view.to && <span className="small t3">All data, {period}</span>}
        {chips.length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => change(NO_FILTERS)}>
            Clear filters
          </Button>
        )}
      </div>
    </search>
  );
}

function FilterChip({ chip, onRemove }: { chip: Chip; onRemove: () => void }) {
  const name = `${FIELD_WORD[chip.field]}${chip.isOut ? " not" : ""}`;
  return (
    <button
      type="button"
      className="chip"
      onClick={onRemove}
      aria-label={`Remove filter ${name} ${chip.text}`}
    >
      <span className="t3">{name}</span>
      <span className="clip">
        <PlainText text={chip.text} />
      </span>
      <IconX size={12} aria-hidden="true" />
    </button>
  );
}

function AddFilter({ onAdd }: { onAdd: (field: Field, value: string) => void }) {
  const [field, setField] = useState<Field>("origin");
  const [value, setValue] = useState("");
  const choices = CHOICES[field];
  const add = () => {
    if (value.trim() === "") return;
    onAdd(field, value.trim());
    setValue("");
  };
  return (
    <form
      className="row wrap"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select
        aria-label="Search by"
        w={130}
        allowDeselect={false}
        data={TYPED.map((name) => ({ value: name, label: FIELD_WORD[name] }))}
        value={field}
        onChange={(next) => {
          setField((next as Field | null) ?? "origin");
          setValue("");
        }}
      />
      {choices ? (
        <Select
          aria-label={FIELD_WORD[field]}
          w={240}
          placeholder="Choose one"
          data={choices.map((choice) => ({ value: choice, label: valueWord(field, choice) }))}
          value={value || null}
          onChange={(next) => setValue(next ?? "")}
        />
      ) : (
        <TextInput
          aria-label={FIELD_WORD[field]}
          w={240}
          placeholder={HINT[field]}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      <Button type="submit" variant="default">
        Add filter
      </Button>
    </form>
  );
}

const timeOf = (text: string | undefined, otherwise: string) => {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? Date.parse(otherwise) : at;
};

/** Both ends in UTC; without a choice they are the data's own. */
function TimeRange({
  view,
  range,
  onRange,
}: Pick<Props, "view" | "range"> & { onRange: (changes: Changes) => void }) {
  const span = { from: timeOf(view.from, range.from), to: timeOf(view.to, range.to) };
  return (
    <RangeFields
      span={span}
      onRange={({ from, to }) =>
        onRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
      }
    />
  );
}
