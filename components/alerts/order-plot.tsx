"use client";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import type { Choice } from "@/lib/insight/choice-schema";

type Plot = Choice["order"]["plot"];
type Axis = "alphabetical" | "surname";

const WIDE = 520;
const HIGH = 180;
const AXIS: { value: Axis; label: string }[] = [
  { value: "alphabetical", label: "Alphabet" },
  { value: "surname", label: "Surname" },
];
const MOST_LISTED = 100;

/** Attempts from left to right, the place in the chosen order upwards: a list that is worked through is a line. */
export function OrderPlot({ plot, words }: { plot: Plot; words: string }) {
  const [axis, setAxis] = useState<Axis>("alphabetical");
  const last = Math.max(1, plot.of - 1);
  const highest = Math.max(1, ...plot.points.map((point) => point[axis]));
  return (
    <figure className="order-plot">
      <div className="row wrap between">
        <span className="small t2">Each name by attempt (→) and by its place in the order (↑)</span>
        <SegmentedControl
          size="xs"
          aria-label="The order that is compared with"
          data={AXIS}
          value={axis}
          onChange={(value) => setAxis(value === "surname" ? "surname" : "alphabetical")}
        />
      </div>
      <svg viewBox={`-4 -4 ${WIDE + 8} ${HIGH + 8}`} role="img" aria-label={`A plot of the order: ${words}`}>
        <path d={`M0 0V${HIGH}H${WIDE}`} className="axis" />
        {plot.points.map((point) => (
          <circle
            key={point.attempt}
            cx={(WIDE * point.attempt) / last}
            cy={HIGH - (HIGH * point[axis]) / highest}
            r={plot.points.length > 150 ? 1.6 : 2.4}
          />
        ))}
      </svg>
      <figcaption className="small t3">
        {plot.points.length < plot.of &&
          `${count(plot.points.length)} of ${count(plot.of)} names are drawn. `}
        A rising line is a list from top to bottom; a cloud is no order.
      </figcaption>
      <PlotTable plot={plot} />
    </figure>
  );
}

function PlotTable({ plot }: { plot: Plot }) {
  const rows = plot.points.slice(0, MOST_LISTED);
  return (
    <details className="small">
      <summary className="t2">
        {rows.length < plot.of ? `The first ${count(rows.length)} as a table` : "As a table"}
      </summary>
      <div className="choice-table">
        <table className="tbl">
          <caption className="unseen">Names by attempt, with their places in two orders</caption>
          <thead>
            <tr>
              <th scope="col" className="num">
                Attempt
              </th>
              <th scope="col">Account</th>
              <th scope="col" className="num">
                Alphabet
              </th>
              <th scope="col" className="num">
                Surname
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((point) => (
              <tr key={point.attempt}>
                <td className="num">{count(point.attempt + 1)}</td>
                <td className="fill">
                  <PlainText text={point.account} />
                </td>
                <td className="num">{count(point.alphabetical + 1)}</td>
                <td className="num">{count(point.surname + 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
