import { Button } from "@mantine/core";
import type { Alert } from "@/lib/alert/schema";
import { CLASSIFICATION_WORD, STATUS_WORD } from "./words";

type Props = {
  /** The alert as it stands now. */
  alert: Alert;
  /** Who ruled in between; null when it was new data, not a person. */
  who: string | null;
  isSending: boolean;
  onKeep: () => void;
  onSendAnyway: () => void;
};

/** Two people ruled at once: the second is told what the first said, and decides. Nothing typed is lost. */
export function StaleNotice({ alert, who, isSending, onKeep, onSendAnyway }: Props) {
  const now = alert.classification
    ? `${STATUS_WORD[alert.status]}, ${CLASSIFICATION_WORD[alert.classification].toLowerCase()}`
    : STATUS_WORD[alert.status];
  return (
    <div className="notice" role="alert">
      <b className="strong">
        {who ? `${who} ruled while you were reading` : "The alert changed while you were reading"}
      </b>
      <span>It now stands as: {now}. Your ruling was not saved; your comment is still in the box below.</span>
      <span className="row wrap">
        <Button variant="default" onClick={onKeep}>
          Leave it as it is
        </Button>
        <Button variant="default" loading={isSending} onClick={onSendAnyway}>
          Send my ruling over it
        </Button>
      </span>
    </div>
  );
}
