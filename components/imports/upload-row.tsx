"use client";
import { Button } from "@mantine/core";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { spanOf } from "@/components/ui/utc";
import { bytesOf, paceOf } from "./pace";
import { Figure, Phases } from "./phases";
import type { Upload } from "./uploads";

const TITLE = { waiting: "Next:", sending: "Uploading", failed: "Not taken:" } as const;

/** A file between this browser and the server. */
export function UploadRow({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  const { file, state, sent, startedAt, seenAt, message } = upload;
  const pace = paceOf({ at: startedAt, done: 0 }, { at: seenAt, done: sent }, file.size);
  const share = file.size > 0 ? Math.min(1, sent / file.size) : 1;
  return (
    <Block
      title={
        <>
          {TITLE[state]} <PlainText text={file.name} />
        </>
      }
      note={bytesOf(file.size)}
      right={
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          {state === "failed" ? "Dismiss" : "Cancel"}
        </Button>
      }
    >
      {state === "failed" && (
        <p className="body" role="alert">
          {message}
        </p>
      )}
      {state === "sending" && (
        <div className="body">
          <Phases phase="Upload" share={share} note={`${Math.round(share * 100)} %`} />
          <div className="row wrap figures">
            {pace && <Figure value={spanOf(pace.msLeft + 999)} word="left" />}
            {pace && <Figure value={`${bytesOf(pace.perSecond)}/s`} word="upload" />}
            <Figure value={bytesOf(sent)} word={`of ${bytesOf(file.size)}`} />
            <span className="grow" />
            <span className="small t3">Keep this page open until the upload is through.</span>
          </div>
        </div>
      )}
    </Block>
  );
}
