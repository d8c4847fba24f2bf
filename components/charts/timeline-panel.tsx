"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { csvOf } from "@/components/ui/csv";
import { downloadText } from "@/components/ui/download";
import { useView } from "@/components/ui/use-view";
import { count, utcRange } from "@/components/ui/utc";
import { timelineOptions } from "@/lib/insight/api";
import type { BucketSize } from "@/lib/insight/schema";
import { AnswerTimeline } from "./answer-timeline";
import { type Columns, fillSilence, isDrawable, type Span } from "./fill-silence";
import { RangeFields } from "./range-fields";
import { STRONGEST_FIRST } from "./scales";
import { TimelineSums } from "./timeline-sums";
import { TimelineTable } from "./timeline-table";
import { askedOf, shownOf, TimelineParams } from "./timeline-view";

type Props = {
  /** As the API's path has it: an address, a workstation, `~none`. */
  origin: string;
  /** What is shown until somebody zooms. */
  whole: Span;
  covered?: Span | null;
  marks?: readonly { at: number; label: string }[];
};

const iso = (at: number) => new Date(at).toISOString();

function perWhat({ size, step }: Columns): string {
  if (step > 1) return `in ${step} ${size}s`;
  return size === "hour" ? "an hour" : `a ${size}`;
}

function csvOfColumns({ columns }: Columns): string {
  return csvOf(
    ["from", ...STRONGEST_FIRST, "attempts", "newNames"],
    columns.map((column) => [
      iso(column.at),
      ...STRONGEST_FIRST.map((answer) => column[answer] ?? 0),
      column.attempts,
      column.newNames,
    ]),
  );
}

/** An origin's attempts over time: chart and table of the same numbers. The shown range stands in the address. */
export function TimelinePanel({ origin, whole, covered, marks }: Props) {
  const { view, change } = useView();
  const [form, setForm] = useState("chart");
  const shown = shownOf(whole, TimelineParams.parse(view));
  const asked = askedOf(shown);
  const timeline = useQuery({ ...timelineOptions(origin, asked), placeholderData: keepPreviousData });
  const buckets = timeline.data?.items ?? [];
  const filled = fillSilence(buckets, shown.span, shown.size);
  const attempts = buckets.reduce((sum, bucket) => sum + bucket.attempts, 0);
  const period = utcRange(shown.span.from, shown.span.to);
  const title = `Attempts ${perWhat(filled)}, by what they learned`;
  const zoom = (span: Span) => change({ from: iso(span.from), to: iso(span.to), bucket: null });
  return (
    <Block
      title={title}
      note={timeline.data ? `${count(attempts)} attempts` : "reading"}
      right={
        <Switches
          size={shown.size}
          span={shown.span}
          form={form}
          onForm={setForm}
          onSize={(bucket) => change({ bucket })}
        />
      }
      foot={
        <div className="row wrap between">
          <span className="row wrap">
            {period}
            {shown.isZoomed && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => change({ from: null, to: null, bucket: null })}
              >
                Show all of it
              </Button>
            )}
            <RangeFields span={shown.span} onRange={zoom} />
          </span>
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() =>
              downloadText(
                `timeline-${iso(shown.span.from).slice(0, 10)}.csv`,
                "text/csv",
                csvOfColumns(filled),
              )
            }
          >
            CSV
          </Button>
        </div>
      }
    >
      {timeline.isError ? (
        <p className="body" role="alert">
          {timeline.error.message}
        </p>
      ) : (
        <div className="with-side">
          {form === "chart" ? (
            <div className="chart-box" aria-busy={timeline.isFetching}>
              <AnswerTimeline
                buckets={buckets}
                range={shown.span}
                size={shown.size}
                height={270}
                marks={marks}
                covered={covered}
                onZoom={zoom}
                label={`${title}, ${period}: ${count(attempts)} attempts. The table has the numbers.`}
              />
              {timeline.isSuccess && attempts === 0 && (
                <p className="small t2">Nobody asked in this range.</p>
              )}
            </div>
          ) : (
            <TimelineTable columns={filled.columns} caption={`${title}, ${period}`} />
          )}
          <TimelineSums buckets={buckets} />
        </div>
      )}
    </Block>
  );
}

const SIZES: readonly BucketSize[] = ["minute", "hour", "day"];
const WORD: Record<BucketSize, string> = { minute: "Minute", hour: "Hour", day: "Day" };

type SwitchProps = {
  size: BucketSize;
  span: Span;
  form: string;
  onSize: (size: string) => void;
  onForm: (form: string) => void;
};

function Switches({ size, span, form, onSize, onForm }: SwitchProps) {
  return (
    <span className="row">
      <SegmentedControl
        aria-label="Attempts per"
        value={size}
        onChange={onSize}
        data={SIZES.map((value) => ({ value, label: WORD[value], disabled: !isDrawable(span, value) }))}
      />
      <SegmentedControl
        aria-label="Show as"
        value={form}
        onChange={onForm}
        data={[
          { value: "chart", label: "Chart" },
          { value: "table", label: "Table" },
        ]}
      />
    </span>
  );
}
