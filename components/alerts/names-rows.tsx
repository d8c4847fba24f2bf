"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import { AccountLink } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { Instant } from "@/components/ui/instant";
import { count } from "@/components/ui/utc";
import { visibleText } from "@/components/ui/visible-text";
import type { AlertName } from "@/lib/alert/schema";

const ROW = 30;

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">Answer</th>
        <th scope="col">Account</th>
        <th scope="col" className="wide">
          Codes
        </th>
        <th scope="col" className="num wide">
          Attempts
        </th>
        <th scope="col" className="num wide">
          First learned
        </th>
        <th scope="col" className="num">
          Last
        </th>
      </tr>
    </thead>
  );
}

/** The account as it was typed first; further spellings of it are one line of text away. */
function Account({ row }: { row: AlertName }) {
  const [first = row.account, ...others] = row.names;
  return (
    <div className="row">
      <span className="clip">
        <AccountLink account={row.account} name={first} />
      </span>
      {others.length > 0 && (
        <span className="tag" title={others.map(visibleText).join("\n")}>
          +{others.length} {others.length === 1 ? "spelling" : "spellings"}
        </span>
      )}
      {row.isPrivileged && <span className="tag">privileged</span>}
      {row.isEnabled === false && <span className="tag">disabled in the directory</span>}
      {!row.inDetections && (
        <span className="tag" title="Not counted by the detections">
          outside
        </span>
      )}
    </div>
  );
}

function Row({ row, index }: { row: AlertName; index: number }) {
  return (
    <tr aria-rowindex={index + 2}>
      <td>
        <AnswerMark answer={row.answer} />
        {row.mfaMissing && <span className="tag second">no second factor</span>}
      </td>
      <td className="fill">
        <Account row={row} />
      </td>
      <td className="t2 wide nowrap">{row.codes.join(" › ")}</td>
      <td className="num wide">{count(row.attempts)}</td>
      <td className="num t2 wide">
        <Instant at={row.firstLearned} />
      </td>
      <td className="num t2">
        <Instant at={row.lastSeen} />
      </td>
    </tr>
  );
}

/** A short list: every row is in the page. */
export function NamesTable({
  rows,
  total,
  caption,
}: {
  rows: readonly AlertName[];
  total: number;
  caption: string;
}) {
  return (
    <table className="tbl" aria-rowcount={total + 1}>
      <caption className="unseen">{caption}</caption>
      <Head />
      <tbody>
        {rows.map((row, index) => (
          <Row key={row.account} row={row} index={index} />
        ))}
      </tbody>
    </table>
  );
}

/** Stands for the rows out of sight. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={6} style={{ height, padding: 0 }} />
    </tr>
  );
}

type AllProps = {
  rows: readonly AlertName[];
  total: number;
  caption: string;
  /** Called when the last rows come into sight and there are more to ask for. */
  onMore: (() => void) | null;
  children?: ReactNode;
};

/** A long list: only the rows in sight are in the page, so that 100,000 names scroll as 25 do. */
export function AllNames({ rows, total, caption, onMore, children }: AllProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onMore && last >= rows.length - 40) onMore();
  }, [onMore, last, rows.length]);
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={box} className="names-box scroll-x" tabIndex={0} aria-label={caption}>
      <table className="tbl" aria-rowcount={total + 1}>
        <caption className="unseen">{caption}</caption>
        <Head />
        <tbody>
          <Spacer height={above} />
          {shown.map((item) => {
            const row = rows[item.index];
            return row && <Row key={item.key} row={row} index={item.index} />;
          })}
          <Spacer height={below} />
        </tbody>
      </table>
      {children}
    </section>
  );
}
