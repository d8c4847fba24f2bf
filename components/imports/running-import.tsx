"use client";
import { Progress } from "@mantine/core";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, spanOf } from "@/components/ui/utc";
import type { Import, ImportStatus, ImportTask } from "@/lib/intake/schema";
import { CancelButton } from "./cancel-button";
import { formatWords, isPacked } from "./format-words";
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

/** What is done with it before it is read, in the words of its title. */
const TASK_VERB: Record<ImportTask, string> = {
  remove: "Removing",
  replay: "About to read again:",
  reread: "About to read again:",
};

const VERB: Partial<Record<ImportStatus, string>> = {
  receiving: "Receiving",
  queued: "Waiting to read",
  reading: "Reading",
  detecting: "Detecting in",
};

/** One import on its way in, or out, as the server tells it: a reload loses nothing. */
export function RunningImport(props: { item: Import; seenAt: number }) {
  return props.item.task === null ? <Reading {...props} /> : <Unloading item={props.item} />;
}

/** Its events are taken away, and then the file is read again or the import is gone. */
function Unloading({ item }: { item: Import }) {
  const { events, of } = item.taskDone;
  const isRemoved = item.task === "remove";
  return (
    <Block
      title={
        <>
          {TASK_VERB[item.task ?? "remove"]} <PlainText text={item.filename} />
        </>
      }
      note={formatWords(item)}
    >
      <div className="body" aria-live="polite">
        <Progress.Root size={6} radius="xs" className="phase-bar">
          <Progress.Section
            value={of === 0 ? 100 : Math.round((100 * events) / of)}
            aria-label={isRemoved ? "Removing" : "Taking its events away"}
            aria-valuetext={of === 0 ? "waiting" : `${count(events)} of ${count(of)} events`}
            striped={of === 0}
            animated={of === 0}
          />
        </Progress.Root>
        <div className="row wrap figures">
          <Figure value={count(events)} word={`of ${count(of)} events taken away`} />
          <span className="grow" />
          <span className="small t3">
            {isRemoved
              ? "Imports that share rows with it are read again afterwards. You may close this page."
              : "Its file is read again at once. You may close this page."}
          </span>
        </div>
      </div>
    </Block>
  );
}

function hintOf({ status, isPaused }: Import): string {
  if (isPaused) return "Whoever sends it may go on; otherwise it is given up later.";
  if (status === "receiving") return "The page or the script that sends it must stay open.";
  return "You may close this page. Reading goes on, also after a restart.";
}

/**
 * Speed is measured from the first look at this phase, so the board keys this by import and status. `seenAt` is the
 * browser's clock.
 */
function Reading({ item, seenAt }: { item: Import; seenAt: number }) {
  const isArriving = item.status === "receiving";
  const done = isArriving ? item.bytes : item.bytesRead;
  const whole = isArriving ? (item.announcedBytes ?? 0) : item.bytes;
  const [first] = useState({ at: seenAt, done, rows: item.rows.read });
  const pace = paceOf(first, { at: seenAt, done }, whole);
  const seconds = (seenAt - first.at) / 1000;
  const isReading = item.status === "reading";
  const isQueued = item.status === "queued";
  const canTell = (isReading || isArriving) && whole > 0;
  const share = isQueued ? 0 : canTell ? Math.min(1, done / whole) : null;
  return (
    <Block
      title={
        <>
          {item.isPaused ? "Paused:" : VERB[item.status]} <PlainText text={item.filename} />
          {item.isReadAgain && " again"}
        </>
      }
      note={formatWords(item)}
      right={<CancelButton item={item} />}
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
            <Figure value={`${bytesOf(pace.perSecond)}/s`} word={isPacked(item) ? "packed" : "of the file"} />
          )}
          {isArriving && whole > 0 && <Figure value={bytesOf(done)} word={`of ${bytesOf(whole)}`} />}
          {!isQueued && !isArriving && <Figure value={count(item.rows.read)} word="rows read" />}
          {!isQueued && !isArriving && <Figure value={count(item.rows.rejected)} word="rejected so far" />}
          <span className="grow" />
          <span className="small t3">{hintOf(item)}</span>
        </div>
      </div>
    </Block>
  );
}
