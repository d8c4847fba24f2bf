"use client";
import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { alertHistoryOptions, alertOptions, sendRuling } from "@/lib/alert/api";
import type { Alert, Classification, Ruling } from "@/lib/alert/schema";
import { AppError } from "@/lib/errors";
import { CloseDialog } from "./close-dialog";
import { RulingFacts } from "./ruling-facts";
import { StaleNotice } from "./stale-notice";
import { STATUS_WORD } from "./words";

/** What the page keeps while somebody rules: their words, the open dialog, a ruling that was refused. */
function useRuling(alert: Alert) {
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const [dialog, setDialog] = useState<{ preset: Classification | null } | null>(null);
  const [refused, setRefused] = useState<Ruling | null>(null);
  const readAgain = () => client.invalidateQueries({ queryKey: ["alert", alert.id] });
  const send = useMutation({
    mutationFn: (ruling: Ruling) => sendRuling(alert.id, alert.version, ruling),
    onSuccess: (ruled) => {
      client.setQueryData(alertOptions(alert.id).queryKey, ruled);
      void readAgain();
      void client.invalidateQueries({ queryKey: ["alerts"] });
      setComment("");
      setDialog(null);
      setRefused(null);
      notifications.show({ message: `Saved: ${STATUS_WORD[ruled.status].toLowerCase()}` });
    },
    onError: async (error, ruling) => {
      if (!(error instanceof AppError && error.code === "stale")) return;
      await readAgain();
      setDialog(null);
      setRefused(ruling);
    },
  });
  return { comment, setComment, dialog, setDialog, refused, setRefused, send };
}

/** The ruling: where the alert stands, and the ways on from there. */
export function RulingPanel({ alert }: { alert: Alert }) {
  const history = useQuery(alertHistoryOptions(alert.id));
  const { comment, setComment, dialog, setDialog, refused, setRefused, send } = useRuling(alert);
  const isClosed = alert.status === "closed";
  const open = (preset: Classification | null) => setDialog({ preset });
  const failure =
    send.error && !(send.error instanceof AppError && send.error.code === "stale") ? send.error : null;
  return (
    <Block title="Ruling">
      <div className="body stack tight">
        <RulingFacts alert={alert} />
        {refused && (
          <StaleNotice
            alert={alert}
            who={history.data?.items[0]?.ruledBy ?? null}
            isSending={send.isPending}
            onKeep={() => setRefused(null)}
            onSendAnyway={() => send.mutate(refused)}
          />
        )}
        {failure && (
          <p role="alert" className="notice">
            {failure.message}
          </p>
        )}
        <Actions
          alert={alert}
          isSending={send.isPending}
          onClose={open}
          onRule={(ruling) => send.mutate(ruling)}
        />
        <Textarea
          label="Comment"
          placeholder="Why? The next analyst reads this first."
          autosize
          minRows={2}
          maxLength={30_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={comment.trim() === ""}
          loading={send.isPending}
          onClick={() => send.mutate({ comment: comment.trim() })}
        >
          Save the comment
        </Button>
      </div>
      {!isClosed && (
        <div className="dock">
          <Button size="sm" onClick={() => open(null)}>
            Close as…
          </Button>
          <Button size="sm" variant="default" onClick={() => open("benign-positive")}>
            Mark benign…
          </Button>
        </div>
      )}
      {dialog && (
        <CloseDialog
          alert={alert}
          preset={dialog.preset}
          comment={comment}
          onComment={setComment}
          isSending={send.isPending}
          failure={failure?.message ?? null}
          onClose={() => setDialog(null)}
          onRule={(ruling) => send.mutate(ruling)}
        />
      )}
    </Block>
  );
}

type ActionProps = {
  alert: Alert;
  isSending: boolean;
  onClose: (preset: Classification | null) => void;
  onRule: (ruling: Ruling) => void;
};

function Actions({ alert, isSending, onClose, onRule }: ActionProps) {
  if (alert.status === "closed") {
    return (
      <Button variant="default" loading={isSending} onClick={() => onRule({ status: "active" })}>
        Open it again
      </Button>
    );
  }
  return (
    <div className="stack tight wide">
      {alert.status === "new" && (
        <Button
          variant="default"
          loading={isSending}
          onClick={() => onRule({ status: "active", owner: "me" })}
        >
          Take it
        </Button>
      )}
      <Button onClick={() => onClose("true-positive")}>True positive…</Button>
      <div className="row">
        <Button variant="default" className="grow" onClick={() => onClose("benign-positive")}>
          Mark benign…
        </Button>
        <Button variant="default" className="grow" onClick={() => onClose("false-positive")}>
          False positive…
        </Button>
      </div>
      <Button variant="subtle" onClick={() => onClose("undetermined")}>
        Undetermined…
      </Button>
    </div>
  );
}
