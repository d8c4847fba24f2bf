import { count, utcMinute } from "@/components/ui/utc";
import { AnswerMark } from "./answer-mark";
import type { Column } from "./fill-silence";
import { presentAnswers } from "./scales";

/** One column in words: its time, its answers strongest first, its sum. */
export function TimelineTooltip({ column }: { column: Column | undefined }) {
  if (!column) return null;
  return (
    <div className="chart-tip">
      <div className="small t2">{utcMinute(column.at)}</div>
      {presentAnswers(column).map((answer) => (
        <div key={answer} className="row between">
          <AnswerMark answer={answer} />
          <span className="medium">{count(column[answer] ?? 0)}</span>
        </div>
      ))}
      <div className="row between t2">
        <span>Attempts</span>
        <span>{count(column.attempts)}</span>
      </div>
    </div>
  );
}
