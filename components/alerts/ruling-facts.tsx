import { count } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { CATEGORY_WORD, CLASSIFICATION_WORD, REASON_WORD, STATUS_WORD } from "./words";

/** Where the alert stands. A reopened alert keeps its last ruling until the next. */
export function RulingFacts({ alert }: { alert: Alert }) {
  const { classification, classificationReason, category } = alert;
  return (
    <>
      <dl className="kv">
        <dt>Status</dt>
        <dd>
          {STATUS_WORD[alert.status]}
          {alert.sinceClosed > 0 && <span className="t2">, {count(alert.sinceClosed)} new since closed</span>}
        </dd>
        <dt>Owner</dt>
        <dd>{alert.owner ?? <span className="t2">nobody</span>}</dd>
        {classification && (
          <>
            <dt>Ruled</dt>
            <dd>
              {CLASSIFICATION_WORD[classification]}
              {classificationReason && <span className="t2">, {REASON_WORD[classificationReason]}</span>}
            </dd>
          </>
        )}
        {category && (
          <>
            <dt>Picture</dt>
            <dd>{CATEGORY_WORD[category]}</dd>
          </>
        )}
      </dl>
      {alert.comment && <p className="said">{alert.comment}</p>}
    </>
  );
}
