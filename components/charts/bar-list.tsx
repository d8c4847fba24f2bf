import type { ReactNode } from "react";
import { count } from "@/components/ui/utc";

export type BarItem = { key: string; word: ReactNode; n: number };

/** Shares as bars in a table: what, how many, and its part of the largest. `most` rows, the rest as a sum. */
export function BarList({
  items,
  caption,
  most = 6,
}: {
  items: readonly BarItem[];
  caption: string;
  most?: number;
}) {
  if (items.length === 0) return <p className="body small t2">None recorded.</p>;
  const largest = Math.max(1, ...items.map((item) => item.n));
  const rest = items.slice(most);
  return (
    <table className="tbl">
      <caption className="unseen">{caption}</caption>
      <tbody>
        {items.slice(0, most).map((item) => (
          <tr key={item.key}>
            <td className="bar-cell">
              {item.word}
              <div className="meter" aria-hidden="true">
                <i style={{ width: `${(100 * item.n) / largest}%` }} />
              </div>
            </td>
            <td className="num">{item.n > 0 && count(item.n)}</td>
          </tr>
        ))}
        {rest.length > 0 && (
          <tr>
            <td className="t2">{rest.length} more</td>
            <td className="num t2">{count(rest.reduce((sum, item) => sum + item.n, 0))}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
