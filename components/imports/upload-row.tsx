"use client";
import { Button } from "@mantine/core";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, spanOf } from "@/components/ui/utc";
import { bytesOf, paceOf } from "./pace";
import { Figure, Phases } from "./phases";
import type { Upload } from "./upload-queue";
import { queue } from "./uploads";

const TITLE: Record<Upload["state"], string> = {
  waiting: "Next:",
  sending: "Uploading",
  halted: "Waiting to upload",
  paused: "Paused:",
  failed: "Not taken:",
};

/** One button for all of it, so that the focus stays where it was. */
const TURN: Partial<Record<Upload["state"], { word: string; act: (key: number) => void }>> = {
  sending: { word: "Pause", act: (key) => queue.pause(key) },
  halted: { word: "Pause", act: (key) => queue.pause(key) },
  paused: { word: "Resume", act: (key) => queue.resume(key) },
  failed: { word: "Try again", act: (key) => queue.resume(key) },
};

function Controls({ upload: { key, state, name } }: { upload: Upload }) {
  const turn = TURN[state];
  const end = state === "failed" ? "Dismiss" : "Cancel";
  return (
    <span className="row">
      {turn && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${turn.word} ${name}`}
          onClick={() => turn.act(key)}
        >
          {turn.word}
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${end} ${name}`}
        onClick={() => void queue.cancel(key)}
      >
        {end}
      </Button>
    </span>
  );
}

/** A folder may hold thousands of files. */
const MOST_WAITING = 3;

/** Everything on its way, and of what waits the first few; the rest is counted. */
export function UploadRows({ uploads }: { uploads: readonly Upload[] }) {
  const waiting = uploads.filter(({ state }) => state === "waiting");
  const unseen = new Set(waiting.slice(MOST_WAITING));
  return (
    <>
      {uploads.map((upload) => !unseen.has(upload) && <UploadRow key={upload.key} upload={upload} />)}
      {unseen.size > 0 && (
        <Block
          title={unseen.size === 1 ? "1 more file waits" : `${count(unseen.size)} more files wait`}
          note={bytesOf([...unseen].reduce((sum, { file }) => sum + file.size, 0))}
          right={
            <Button size="compact-xs" variant="default" onClick={() => queue.cancelWaiting()}>
              Cancel all that wait
            </Button>
          }
        >
          {null}
        </Block>
      )}
    </>
  );
}

/** A file between this browser and the server. */
function UploadRow({ upload }: { upload: Upload }) {
  const { file, name, state, sent, startedAt, startedWith, seenAt, message } = upload;
  const pace = paceOf({ at: startedAt, done: startedWith }, { at: seenAt, done: sent }, file.size);
  const share = Math.min(1, sent / file.size);
  const isMoving = state === "sending";
  return (
    <Block
      title={
        <>
          {TITLE[state]} <PlainText text={name} />
        </>
      }
      note={bytesOf(file.size)}
      right={<Controls upload={upload} />}
    >
      {message && (
        <p className="body" role={state === "failed" ? "alert" : "status"}>
          {message}
        </p>
      )}
      {state !== "waiting" && state !== "failed" && (
        <div className="body">
          <Phases phase="Upload" share={share} note={`${Math.round(share * 100)} %`} />
          <div className="row wrap figures">
            {isMoving && pace && <Figure value={spanOf(pace.msLeft + 999)} word="left" />}
            {isMoving && pace && <Figure value={`${bytesOf(pace.perSecond)}/s`} word="upload" />}
            <Figure value={bytesOf(sent)} word={`of ${bytesOf(file.size)}`} />
            <span className="grow" />
            <span className="small t3">
              Keep this tab open. After a reload, choose the file again to go on.
            </span>
          </div>
        </div>
      )}
    </Block>
  );
}
