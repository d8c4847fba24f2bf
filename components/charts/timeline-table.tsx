import { count, utcMinute } from "@/components/ui/utc";
import type { Column } from "./fill-silence";
import { ANSWER, STRONGEST_FIRST } from "./scales";

/** The chart's numbers: one row per column in which somebody asked. */
export function TimelineTable({ columns, caption }: { columns: readonly Column[]; caption: string }) {
  const asked = columns.filter((column) => column.attempts > 0);
  const answers = STRONGEST_FIRST.filter((answer) => asked.some((column) => column[answer]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="scroll-x table-box" tabIndex={0} aria-label={caption}>
      <table className="tbl">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {answers.map((answer) => (
              <th key={answer} scope="col" className="num">
                {ANSWER[answer].word}
              </th>
            ))}
            <th scope="col" className="num">
              Attempts
            </th>
            <th scope="col" className="num">
              New names
            </th>
          </tr>
        </thead>
        <tbody>
          {asked.map((column) => (
            <tr key={column.at}>
              <td className="nowrap">{utcMinute(column.at)}</td>
              {answers.map((answer) => (
                <td key={answer} className="num">
                  {count(column[answer] ?? 0)}
                </td>
              ))}
              <td className="num medium">{count(column.attempts)}</td>
              <td className="num">{count(column.newNames)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
