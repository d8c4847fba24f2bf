"use client";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, spanOf } from "@/components/ui/utc";
import type { Import, ImportStatus } from "@/lib/intake/schema";
import { formatWords } from "./format-words";
import { bytesOf, paceOf } from "./pace";
import { Figure, type Phase, Phases } from "./phases";

const PHASE: Record<ImportStatus, Phase> = {
  receiving: "Upload",
  queued: "Read",
  reading: "Read",
  detecting: "Detect",
  done: "Done",
  failed: "Done",
};

const VERB: Partial<Record<ImportStatus, string>> = {
  receiving: "Receiving",
  queued: "Waiting to read",
  reading: "Reading",
  detecting: "Detecting in",
};

/**
 * One import on its way, as the server tells it: a reload loses nothing. Speed is measured from the first
 * look at this phase, so the parent keys this by import and status. `seenAt` is the browser's clock.
 */
export function RunningImport({ item, seenAt }: { item: Import; seenAt: number }) {
  const done = item.bytesRead;
  const [first] = useState({ at: seenAt, done, rows: item.rows.read });
  const pace = paceOf(first, { at: seenAt, done }, item.bytes);
  const seconds = (seenAt - first.at) / 1000;
  const isReading = item.status === "reading";
  const isQueued = item.status === "queued";
  const share = isQueued ? 0 : isReading && item.bytes > 0 ? Math.min(1, done / item.bytes) : null;
  return (
    <Block
      title={
        <>
          {VERB[item.status]} <PlainText text={item.filename} />
        </>
      }
      note={formatWords(item)}
    >
      <div className="body" aria-live="polite">
        <Phases
          phase={PHASE[item.status]}
          share={share}
          note={share === null || isQueued ? undefined : `${Math.round(share * 100)} %`}
        />
        <div className="row wrap figures">
          {isReading && pace && <Figure value={spanOf(pace.msLeft + 999)} word="left" />}
          {isReading && pace && seconds > 0 && (
            <Figure value={count(Math.round((item.rows.read - first.rows) / seconds))} word="rows a second" />
          )}
          {isReading && pace && (
            <Figure
              value={`${bytesOf(pace.perSecond)}/s`}
              word={item.container === "gzip" ? "packed" : "of the file"}
            />
          )}
          {!isQueued && <Figure value={count(item.rows.read)} word="rows read" />}
          {!isQueued && <Figure value={count(item.rows.rejected)} word="rejected so far" />}
          <span className="grow" />
          <span className="small t3">You may close this page. Reading goes on, also after a restart.</span>
        </div>
      </div>
    </Block>
  );
}
