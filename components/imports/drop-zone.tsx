"use client";
import { Button } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { useDisclosure } from "@mantine/hooks";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef } from "react";
import { filesOf } from "./chosen-files";
import { CurlExample } from "./curl-example";

/** Every browser knows it; React's types do not. */
const FOLDERS = { webkitdirectory: "" };

/** Where files and folders fall: by mouse, by keyboard, or by the terminal. */
export function DropZone({ onFiles, isBusy }: { onFiles: (files: File[]) => void; isBusy: boolean }) {
  const open = useRef<() => void>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isCurlShown, curl] = useDisclosure(false);
  return (
    <div className="stack tight">
      <Dropzone
        onDrop={onFiles}
        openRef={open}
        multiple
        activateOnClick={false}
        enablePointerEvents
        getFilesFromEvent={filesOf}
        className="drop"
        inputProps={{ "aria-label": "Log exports to upload" }}
      >
        <div className="row wrap drop-row">
          <IconFileUpload size={26} stroke={1.5} className="t2" aria-hidden="true" />
          <div className="grow drop-words">
            <div className="strong">Drop log exports or a folder of them here</div>
            <div className="t2">
              Microsoft Entra sign-in and audit logs, the unified audit log and Windows Security logs: JSON,
              CSV, EVTX or XML, from the portal, Graph, PowerShell, Log Analytics, Defender XDR, Elastic or
              Splunk. Gzip, zip and zstd as they are. An upload may be paused; the limits are in the settings.
            </div>
          </div>
          <Button onClick={() => open.current?.()} variant={isBusy ? "default" : "filled"}>
            Choose files
          </Button>
          <Button variant="default" onClick={() => folder.current?.click()}>
            Choose a folder
          </Button>
          <Button variant="default" onClick={curl.toggle} aria-expanded={isCurlShown}>
            Use curl
          </Button>
        </div>
      </Dropzone>
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        {...FOLDERS}
        aria-label="Folder to upload"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same folder chosen again is a choice too.
          currentTarget.value = "";
        }}
      />
      {isCurlShown && <CurlExample />}
    </div>
  );
}
