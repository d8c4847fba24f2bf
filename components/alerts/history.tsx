"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import { alertHistoryOptions } from "@/lib/alert/api";
import type { PastRuling } from "@/lib/alert/schema";
import { alertName, CATEGORY_WORD, CLASSIFICATION_WORD, REASON_WORD, STATUS_WORD } from "./words";

/** The state that a ruling left, as a clause. */
function stateOf({ status, classification, classificationReason, category, owner }: PastRuling): string {
  const parts = [STATUS_WORD[status].toLowerCase()];
  if (classification) parts.push(CLASSIFICATION_WORD[classification].toLowerCase());
  if (classificationReason) parts.push(REASON_WORD[classificationReason]);
  if (category) parts.push(CATEGORY_WORD[category].toLowerCase());
  if (owner) parts.push(`owner ${owner}`);
  return parts.join(", ");
}

/** Every ruling, the latest first; nothing in it can be changed or taken back. */
export function History({ alertId }: { alertId: string }) {
  const history = useQuery(alertHistoryOptions(alertId));
  const items = history.data?.items ?? [];
  return (
    <Block title="History">
      {history.isError && (
        <p className="body" role="alert">
          {history.error.message}
        </p>
      )}
      {history.data && items.length === 0 && <p className="body t2">Nobody has ruled on this alert yet.</p>}
      <ol className="steps">
        {items.map((ruling) => (
          <li key={ruling.id}>
            <div className="small t3">
              <time dateTime={ruling.at}>{utcMinute(ruling.at)}</time>
              {ruling.alertId !== alertId && ` · on ${alertName(ruling.alertId)}`}
            </div>
            <div>
              <b className="medium">
                <PlainText text={ruling.ruledBy} />
              </b>{" "}
              <span className="t2">left it {stateOf(ruling)}</span>
            </div>
            {ruling.comment && <p className="said">{ruling.comment}</p>}
          </li>
        ))}
      </ol>
    </Block>
  );
}
