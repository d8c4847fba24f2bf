"use client";
import { Button } from "@mantine/core";
import type { Span } from "./fill-silence";

const fieldOf = (at: number) => new Date(at).toISOString().slice(0, 16);
const instantOf = (field: FormDataEntryValue | null) => Date.parse(`${String(field)}:00Z`);

/** The keyboard's way to zoom: both ends as fields, read as UTC whatever zone the machine is in. */
export function RangeFields({ span, onRange }: { span: Span; onRange: (span: Span) => void }) {
  return (
    <form
      key={`${span.from} ${span.to}`}
      className="row wrap range-fields"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const [from, to] = [instantOf(data.get("from")), instantOf(data.get("to"))];
        if (from < to) onRange({ from, to });
      }}
    >
      <label className="small t2">
        From{" "}
        <input
          className="date"
          type="datetime-local"
          name="from"
          required
          defaultValue={fieldOf(span.from)}
        />
      </label>
      <label className="small t2">
        To{" "}
        <input
          className="date"
          type="datetime-local"
          name="to"
          required
          defaultValue={fieldOf(span.to + 59_999)}
        />
      </label>
      <span className="small t3">UTC</span>
      <Button type="submit" variant="default" size="compact-xs">
        Show
      </Button>
    </form>
  );
}
