"use client";
import { NativeSelect, Radio, TextInput } from "@mantine/core";
import type { Columns } from "@/lib/intake/mapping-schema";
import { FIELD_WORDS, FIELDS, type MappedField } from "@/lib/source/mapping";
import { DateOrder } from "@/lib/source/schema";
import type { Draft } from "./mapping-draft";

type Part = { columns: Columns; draft: Draft; set: (draft: Draft) => void };

const LONGEST_SAMPLE = 60;

/** What stands in a column, so that a choice shows what it means. */
function sampleOf({ columns, rows }: Columns, column: string): string {
  const at = columns.findIndex(({ name }) => name === column);
  const sample = rows.map((row) => row[at] ?? "").find((cell) => cell !== "");
  return column === "" ? "not in this file" : `e.g. ${(sample ?? "nothing").slice(0, LONGEST_SAMPLE)}`;
}

const choicesOf = ({ columns }: Columns) => [
  { value: "", label: "(none)" },
  ...columns.map(({ name, title }) => ({ value: name, label: title || "(no name)" })),
];

/** A select for each field that an event has. */
export function FieldSelects({ columns, draft, set }: Part) {
  const choose = (field: MappedField, column: string) =>
    set({ ...draft, fields: { ...draft.fields, [field]: column } });
  return (
    <fieldset className="mapping-set">
      <legend className="small strong">Which column holds what</legend>
      <div className="mapping-grid">
        {FIELDS.map((field) => (
          <NativeSelect
            key={field}
            size="xs"
            label={FIELD_WORDS[field]}
            description={sampleOf(columns, draft.fields[field])}
            inputWrapperOrder={["label", "input", "description", "error"]}
            withAsterisk={field === "time"}
            data={choicesOf(columns)}
            value={draft.fields[field]}
            onChange={(event) => choose(field, event.currentTarget.value)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** What a success looks like where there is no code. */
export function OutcomeFields({ columns, draft, set }: Part) {
  const { outcome } = draft;
  const change = (part: Partial<Draft["outcome"]>) => set({ ...draft, outcome: { ...outcome, ...part } });
  const words = columns.columns.find(({ name }) => name === outcome.column)?.words ?? [];
  return (
    <fieldset className="mapping-set">
      <legend className="small strong">How it went, where there is no result code</legend>
      <div className="mapping-grid">
        <NativeSelect
          size="xs"
          label="Column of success and failure"
          description={words.length > 0 ? `holds ${words.join(", ")}` : sampleOf(columns, outcome.column)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          data={choicesOf(columns)}
          value={outcome.column}
          onChange={(event) => change({ column: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Words for success"
          description="with commas between; counts as code 0"
          inputWrapperOrder={["label", "input", "description", "error"]}
          disabled={outcome.column === ""}
          value={outcome.success}
          onChange={(event) => change({ success: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Words for failure"
          description="without a code it tells nothing, and is counted so"
          inputWrapperOrder={["label", "input", "description", "error"]}
          disabled={outcome.column === ""}
          value={outcome.failure}
          onChange={(event) => change({ failure: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}

/** The kind of log, and how its times are read. */
export function ReadingFields({ draft, set }: Omit<Part, "columns">) {
  const isDateOrder = (value: string) => DateOrder.safeParse(value).data ?? "";
  return (
    <div className="mapping-grid">
      <Radio.Group
        label="What was logged"
        value={draft.kind}
        onChange={(kind) =>
          set({ ...draft, kind: kind === "non-interactive" ? "non-interactive" : "interactive" })
        }
      >
        <Radio size="xs" value="interactive" label="Sign-ins by people (interactive)" mt={6} />
        <Radio size="xs" value="non-interactive" label="Sign-ins by apps for them" mt={6} />
      </Radio.Group>
      <TextInput
        size="xs"
        label="Zone of times that state none"
        description="Europe/Berlin or +02:00; empty is UTC"
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder="UTC"
        maxLength={60}
        value={draft.timeZone}
        onChange={(event) => set({ ...draft, timeZone: event.currentTarget.value })}
      />
      <Radio.Group
        label="Dates such as 4/5/2026"
        value={draft.dateOrder}
        onChange={(order) => set({ ...draft, dateOrder: isDateOrder(order) })}
      >
        <Radio size="xs" value="" label="As the file itself suggests" mt={6} />
        <Radio size="xs" value="month-first" label="5 April: the month comes first" mt={6} />
        <Radio size="xs" value="day-first" label="4 May: the day comes first" mt={6} />
      </Radio.Group>
    </div>
  );
}
