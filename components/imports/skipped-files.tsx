"use client";
import { Button } from "@mantine/core";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import type { Skipped } from "./chosen-files";

/** A folder may hold thousands; the number is always said. */
const MOST = 20;

/** What was chosen and not sent, each with its reason. */
export function SkippedFiles({ items, onDismiss }: { items: readonly Skipped[]; onDismiss: () => void }) {
  if (items.length === 0) return null;
  const more = items.length - MOST;
  return (
    <Block
      title={items.length === 1 ? "1 file was not sent" : `${count(items.length)} files were not sent`}
      right={
        <Button size="compact-xs" variant="default" onClick={onDismiss}>
          Dismiss
        </Button>
      }
    >
      <div role="status">
        <ul className="body plain-list">
          {items.slice(0, MOST).map(({ name, why }) => (
            <li key={name} className="row wrap">
              <span className="grow">
                <PlainText text={name} />
              </span>
              <span className="small t3">{why}</span>
            </li>
          ))}
          {more > 0 && <li className="t3">and {count(more)} more for the same reasons</li>}
        </ul>
      </div>
    </Block>
  );
}
