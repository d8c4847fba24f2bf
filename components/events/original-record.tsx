"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { visibleRuns } from "@/components/ui/visible-text";
import { originalOptions, originalUrl } from "@/lib/insight/event-api";
import type { EventDetail } from "@/lib/insight/event-schema";

/** A record may be megabytes; this much of it is read on a screen. */
const SHOWN = 100_000;

/** The record as it stands in the kept file: text, whatever somebody put into it. */
export function OriginalRecord({ id, record }: { id: string; record: EventDetail["record"] }) {
  const [isShown, setShown] = useState(false);
  return (
    <section className="stack tight" aria-label="Original record">
      <h3>Original record</h3>
      <p className="small t2">
        From <PlainText text={record.filename ?? ""} ifEmpty="a file that is gone" />, import{" "}
        {record.importId}, byte {count(record.offset)}.
      </p>
      <div className="row wrap">
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setShown(!isShown)}
          aria-expanded={isShown}
        >
          {isShown ? "Hide the original" : "Show the original record"}
        </Button>
        <Button component="a" variant="default" size="compact-sm" href={originalUrl(id)} download>
          Download
        </Button>
      </div>
      {isShown && <Text id={id} />}
    </section>
  );
}

function Text({ id }: { id: string }) {
  const original = useQuery(originalOptions(id));
  if (original.isPending) return <p className="small t2">Reading the file</p>;
  if (original.isError) return <p role="alert">{original.error.message}</p>;
  const text = original.data.slice(0, SHOWN);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="original" tabIndex={0} aria-label="Text of the original record">
        <pre className="mono">
          {text.split("\n").map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one record never reorder
            <Line key={index} text={line} />
          ))}
        </pre>
      </section>
      {original.data.length > SHOWN && (
        <p className="small t2">The first {count(SHOWN)} characters. Download it for the whole.</p>
      )}
    </>
  );
}

function Line({ text }: { text: string }) {
  return (
    <bdi>
      {visibleRuns(text).map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one line never reorder
        <span key={index} className={run.isEscaped ? "escape" : undefined}>
          {run.text}
        </span>
      ))}
      {"\n"}
    </bdi>
  );
}
