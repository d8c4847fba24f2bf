import { Fragment } from "react";
import { shownText } from "@/lib/stored-text";
import { visibleRuns, visibleText } from "./visible-text";

/** Text that somebody else typed: isolated, never markup, and nothing in it can hide or turn its neighbours. */
export function PlainText({ text: stored, ifEmpty = "(empty)" }: { text: string; ifEmpty?: string }) {
  const text = shownText(stored);
  if (text === "") return <i className="t3">{ifEmpty}</i>;
  return (
    <bdi title={visibleText(text)}>
      {visibleRuns(text).map((run, index) =>
        run.isEscaped ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never reorder
          <span key={index} className="escape">
            {run.text}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never reorder
          <Fragment key={index}>{run.text}</Fragment>
        ),
      )}
    </bdi>
  );
}
