"use client";
import { Button, FileButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { directoriesOptions, directoryUploadUrl, removeDirectoryOf } from "@/lib/enrich/directory-api";
import { Directory } from "@/lib/enrich/directory-schema";
import { sendBody } from "@/lib/fetch";
import { DirectoryReceipt } from "./directory-receipt";

/** Who has an account, as an export says. Whoever may send logs may replace or remove it. */
export function DirectoryPanel({ canSend }: { canSend: boolean }) {
  const client = useQueryClient();
  const { data, error } = useQuery(directoriesOptions());
  const [leaving, setLeaving] = useState<string | null>(null);
  const onSuccess = () => setLeaving(null);
  const onSettled = () => client.invalidateQueries({ queryKey: ["directories"] });
  const upload = useMutation({
    mutationFn: (file: File) => sendBody(directoryUploadUrl(file.name), file, Directory),
    ...{ onSuccess, onSettled },
  });
  const remove = useMutation({ mutationFn: removeDirectoryOf, onSuccess, onSettled });
  const items = data?.items ?? [];
  const failure = upload.error ?? remove.error ?? error;
  return (
    <Block
      title="Directory"
      note="who has an account; optional"
      right={
        canSend && (
          <FileButton
            onChange={(file) => file && upload.mutate(file)}
            accept=".csv,.json,.ndjson,.jsonl,.gz"
            inputProps={{ "aria-label": "Directory export" }}
          >
            {(props) => (
              <Button {...props} size="compact-sm" variant="default" loading={upload.isPending}>
                {items.length === 0 ? "Upload a directory" : "Upload a newer one"}
              </Button>
            )}
          </FileButton>
        )
      }
      foot="It stays in this Rollcall's database. It is replaced by the next one, and nobody is looked up over the network."
    >
      <div className="body stack tight">
        <div aria-live="polite">
          {upload.isPending && (
            <p className="small t2">Reading the directory. The one before counts until it is whole.</p>
          )}
          {failure && (
            <p className="small settings-words" role="alert">
              {failure.message}
            </p>
          )}
        </div>
        {data && items.length === 0 && <NoDirectory />}
        {items.map((item) => (
          <DirectoryReceipt
            key={item.id}
            item={item}
            remove={canSend ? () => setLeaving(item.tenant) : null}
            isLeaving={leaving === item.tenant}
            keep={() => setLeaving(null)}
            confirm={() => remove.mutate(item.tenant)}
            isRemoving={remove.isPending}
          />
        ))}
      </div>
    </Block>
  );
}

function NoDirectory() {
  return (
    <p className="t2 settings-words">
      With a list of your accounts, alerts say which of the names exist, which are typos of real ones, and how
      many are privileged. Upload the users as CSV from the Entra admin centre, or what Microsoft Graph
      answers to{" "}
      <span className="mono">
        /users?$select=userPrincipalName,mail,displayName,accountEnabled,createdDateTime
      </span>
      , as JSON or CSV. A column <span className="mono">privileged</span> or{" "}
      <span className="mono">roles</span> marks administrators.
    </p>
  );
}
