"use client";
import { useId, useMemo, useState } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { Answer } from "@/lib/event/schema";
import type { Bucket, BucketSize } from "@/lib/insight/schema";
import { AnswerGlyph } from "./answer-mark";
import { type Column, type Columns, fillSilence, type Span } from "./fill-silence";
import { Hatches } from "./hatches";
import { ANSWER, isHatched, STRONGEST_FIRST } from "./scales";
import { tickLabel, timeTicks } from "./time-axis";
import { TimelineTooltip } from "./timeline-tooltip";

type Props = {
  /** The timeline's buckets; those in which nobody asked may be missing. */
  buckets: readonly Bucket[];
  range: Span;
  size: BucketSize;
  height?: number;
  /** Instants that get a dotted line and a word. */
  marks?: readonly { at: number; label: string }[];
  /** The period the stored logs cover; outside it the ground is hatched: "no data" is not "no tries". */
  covered?: Span | null;
  /** Dragging over columns chooses a range. */
  onZoom?: (range: Span) => void;
  /** What the picture shows, for those who do not see it. */
  label: string;
};

const TICK = { fill: "var(--rc-text-3)", fontSize: 11 };
const SMALLEST_VISIBLE = 4;

/** Attempts over time, stacked by answer with the strongest on the baseline: the rare ones keep a shape. */
export function AnswerTimeline({ buckets, range, size, height = 190, label, ...rest }: Props) {
  const filled = useMemo(() => fillSilence(buckets, range, size), [buckets, range, size]);
  return (
    <div role="img" aria-label={label} className="timeline" style={{ height }}>
      <Columnar filled={filled} height={height} {...rest} />
    </div>
  );
}

function useDrag(filled: Columns, onZoom: Props["onZoom"]) {
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const at = (state: { activeLabel?: string | number }) =>
    state.activeLabel === undefined ? null : Number(state.activeLabel);
  if (!onZoom) return { drag, handlers: {} };
  const handlers = {
    onMouseDown: (state: { activeLabel?: string | number }) => {
      const start = at(state);
      if (start !== null) setDrag({ start, end: start });
    },
    onMouseMove: (state: { activeLabel?: string | number }) => {
      const end = at(state);
      if (drag && end !== null && end !== drag.end) setDrag({ start: drag.start, end });
    },
    onMouseUp: () => {
      if (drag && drag.start !== drag.end) {
        onZoom({
          from: Math.min(drag.start, drag.end),
          to: Math.max(drag.start, drag.end) + filled.width,
        });
      }
      setDrag(null);
    },
    onMouseLeave: () => setDrag(null),
  };
  return { drag, handlers };
}

/** Columns before or after what the logs cover, as [first, last] pairs. */
function uncovered(columns: readonly Column[], width: number, covered: Span | null | undefined) {
  if (!covered) return [];
  const before = columns.filter((column) => column.at + width <= covered.from);
  const after = columns.filter((column) => column.at >= covered.to);
  return [before, after].flatMap((part) => {
    const [first, last] = [part[0], part.at(-1)];
    return first && last ? [{ first: first.at, last: last.at }] : [];
  });
}

type ColumnarProps = { filled: Columns; height: number } & Pick<Props, "marks" | "covered" | "onZoom">;

function Columnar({ filled, height, marks = [], covered, onZoom }: ColumnarProps) {
  const id = useId().replace(/\W/g, "");
  const { columns, width } = filled;
  const { drag, handlers } = useDrag(filled, onZoom);
  const highest = columns.reduce((max, column) => Math.max(max, column.attempts), 0);
  const fillOf = (answer: Answer) => (isHatched(answer) ? `url(#${id}-${answer})` : ANSWER[answer].color);
  const start = (at: number) => Math.floor(at / width) * width;
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
      <BarChart
        data={columns}
        margin={{ top: 18, right: 4, bottom: 0, left: 0 }}
        barCategoryGap={columns.length > 120 ? 0 : 1}
        accessibilityLayer={false}
        style={onZoom ? { cursor: "crosshair", userSelect: "none" } : undefined}
        {...handlers}
      >
        <Hatches id={id} />
        <CartesianGrid vertical={false} stroke="var(--rc-line)" />
        <XAxis
          dataKey="at"
          tick={TICK}
          ticks={timeTicks(columns.map((column) => column.at))}
          tickFormatter={tickLabel}
          tickLine={false}
          axisLine={{ stroke: "var(--rc-line-strong)" }}
          interval="preserveStart"
          height={20}
        />
        <YAxis width={34} tick={TICK} tickLine={false} axisLine={false} tickCount={4} allowDecimals={false} />
        {uncovered(columns, width, covered).map((gap) => (
          <ReferenceArea
            key={gap.first}
            x1={gap.first}
            x2={gap.last}
            fill={`url(#${id}-no-data)`}
            fillOpacity={1}
          />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--rc-hover)" }}
          content={(tip) => (
            <TimelineTooltip
              column={tip.active ? (tip.payload[0]?.payload as Column | undefined) : undefined}
            />
          )}
        />
        {STRONGEST_FIRST.map((answer) => (
          <Bar
            key={answer}
            dataKey={answer}
            stackId="answer"
            maxBarSize={36}
            fill={fillOf(answer)}
            isAnimationActive={false}
          />
        ))}
        {marks.map((mark) => (
          <ReferenceLine
            key={mark.label}
            x={start(mark.at)}
            stroke="var(--rc-text-3)"
            strokeDasharray="2 3"
            label={{ value: mark.label, position: "top", fill: "var(--rc-text-2)", fontSize: 11 }}
          />
        ))}
        {columns.map((column) => flagOf(column, highest, height))}
        {drag && <ReferenceArea x1={drag.start} x2={drag.end} fill="var(--rc-text)" fillOpacity={0.15} />}
      </BarChart>
    </ResponsiveContainer>
  );
}

/** A password or a session must not drown in a tall column: where it is too small to see, its glyph stands on top. */
function flagOf(column: Column, highest: number, height: number) {
  const answer = (["signed-in", "password-known"] as const).find((strong) => column[strong]);
  if (!answer) return null;
  const pixels = ((column[answer] ?? 0) / Math.max(1, highest)) * (height - 40);
  if (pixels >= SMALLEST_VISIBLE) return null;
  return (
    <ReferenceDot
      key={column.at}
      x={column.at}
      y={column.attempts}
      ifOverflow="visible"
      shape={(dot) => (
        <g transform={`translate(${(dot.cx ?? 0) - 6} ${(dot.cy ?? 0) - 16})`}>
          <AnswerGlyph answer={answer} />
        </g>
      )}
    />
  );
}
