"use client";
import { Button } from "@mantine/core";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { spanOf } from "@/components/ui/utc";
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

function Controls({ upload: { key, state, name } }: { upload: Upload }) {
  const canPause = state === "sending" || state === "halted";
  const canGoOn = state === "paused" || state === "failed";
  return (
    <span className="row">
      {canPause && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Pause ${name}`}
          onClick={() => queue.pause(key)}
        >
          Pause
        </Button>
      )}
      {canGoOn && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${state === "paused" ? "Resume" : "Try again"} ${name}`}
          onClick={() => queue.resume(key)}
        >
          {state === "paused" ? "Resume" : "Try again"}
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${state === "failed" ? "Dismiss" : "Cancel"} ${name}`}
        onClick={() => void queue.cancel(key)}
      >
        {state === "failed" ? "Dismiss" : "Cancel"}
      </Button>
    </span>
  );
}

/** A file between this browser and the server. */
export function UploadRow({ upload }: { upload: Upload }) {
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
