"use client";
import { Button } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { useDisclosure } from "@mantine/hooks";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef } from "react";
import { CurlExample } from "./curl-example";

/** Where files fall: by mouse, by keyboard, or by the terminal. */
export function DropZone({ onFiles, isBusy }: { onFiles: (files: File[]) => void; isBusy: boolean }) {
  const open = useRef<() => void>(null);
  const [isCurlShown, curl] = useDisclosure(false);
  return (
    <div className="stack tight">
      <Dropzone
        onDrop={onFiles}
        openRef={open}
        multiple
        activateOnClick={false}
        enablePointerEvents
        className="drop"
        inputProps={{ "aria-label": "Log exports to upload" }}
      >
        <div className="row wrap drop-row">
          <IconFileUpload size={26} stroke={1.5} className="t2" aria-hidden="true" />
          <div className="grow drop-words">
            <div className="strong">Drop log exports here</div>
            <div className="t2">
              Microsoft Entra sign-in and audit logs as JSON, JSON lines or CSV: from Graph, the portal,
              PowerShell, diagnostic settings, Log Analytics and Defender XDR. Gzip as it is, several at once;
              the limits are in the settings.
            </div>
          </div>
          <Button onClick={() => open.current?.()} variant={isBusy ? "default" : "filled"}>
            Choose files
          </Button>
          <Button variant="default" onClick={curl.toggle} aria-expanded={isCurlShown}>
            Use curl
          </Button>
        </div>
      </Dropzone>
      {isCurlShown && <CurlExample />}
    </div>
  );
}
