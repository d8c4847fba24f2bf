import { Fragment } from "react";
import { count } from "@/components/ui/utc";
import type { Bucket } from "@/lib/insight/schema";
import { AnswerMark } from "./answer-mark";
import { ANSWER, STRONGEST_FIRST } from "./scales";

const MOST_CODES = 8;

function sumCodes(buckets: readonly Bucket[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const bucket of buckets) {
    for (const [code, n] of Object.entries(bucket.byCode)) sums.set(code, (sums.get(code) ?? 0) + n);
  }
  return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Beside the chart, in place of a legend: what the shown range adds up to, by answer and by code. */
export function TimelineSums({ buckets }: { buckets: readonly Bucket[] }) {
  const sumOf = (answer: (typeof STRONGEST_FIRST)[number]) =>
    buckets.reduce((sum, bucket) => sum + (bucket.byAnswer[answer] ?? 0), 0);
  const codes = sumCodes(buckets);
  const others = codes.slice(MOST_CODES).reduce((sum, [, n]) => sum + n, 0);
  return (
    <table className="tbl side">
      <caption className="unseen">Attempts of the shown range by answer and by code</caption>
      <thead>
        <tr>
          <th scope="col">Answer</th>
          <th scope="col" className="num">
            Attempts
          </th>
        </tr>
      </thead>
      <tbody>
        {STRONGEST_FIRST.filter((answer) => sumOf(answer) > 0).map((answer) => (
          <tr key={answer} title={ANSWER[answer].means}>
            <td>
              <AnswerMark answer={answer} />
            </td>
            <td className="num">{count(sumOf(answer))}</td>
          </tr>
        ))}
        <tr>
          <td className="t2">In all</td>
          <td className="num medium">{count(buckets.reduce((sum, bucket) => sum + bucket.attempts, 0))}</td>
        </tr>
        <tr>
          <td colSpan={2} className="small t2 codes">
            Codes:{" "}
            {codes.slice(0, MOST_CODES).map(([code, n]) => (
              <Fragment key={code}>
                <span className="nowrap">
                  <b className="medium">{code}</b> × {count(n)}
                </span>{" "}
              </Fragment>
            ))}
            {others > 0 && <span className="nowrap">others × {count(others)}</span>}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
