"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import { alertHistoryOptions } from "@/lib/alert/api";
import type { PastRuling } from "@/lib/alert/schema";
import type { Tick } from "@/lib/alert/tick-schema";
import { stepWord } from "./guide-view";
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

type Said = { id: string; at: string; alertId: string; who: string; did: string; words: string | null };

const ofRuling = (ruling: PastRuling): Said => ({
  ...{ id: ruling.id, at: ruling.at, alertId: ruling.alertId, who: ruling.ruledBy, words: ruling.comment },
  did: `left it ${stateOf(ruling)}`,
});

const ofTick = ({ id, at, alertId, by, step, state, note }: Tick): Said => ({
  ...{ id, at, alertId, who: by, words: note },
  did: `${state === "done" ? "ticked" : "took back the tick on"} “${stepWord(step)}”`,
});

/** Rulings and ticks share one numbering, so their order needs no clock. */
const latestFirst = (a: Said, b: Said) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1);

/** Every ruling and every tick, the latest first; nothing in it can be changed or taken back. */
export function History({ alertId }: { alertId: string }) {
  const history = useQuery(alertHistoryOptions(alertId));
  const { items: rulings = [], ticks = [] } = history.data ?? {};
  const items = [...rulings.map(ofRuling), ...ticks.map(ofTick)].sort(latestFirst);
  return (
    <Block title="History">
      {history.isError && (
        <p className="body" role="alert">
          {history.error.message}
        </p>
      )}
      {history.data && items.length === 0 && <p className="body t2">Nobody has ruled on this alert yet.</p>}
      <ol className="steps">
        {items.map(({ id, at, alertId: on, who, did, words }) => (
          <li key={id}>
            <div className="small t3">
              <time dateTime={at}>{utcMinute(at)}</time>
              {on !== alertId && ` · on ${alertName(on)}`}
            </div>
            <div>
              <b className="medium">
                <PlainText text={who} />
              </b>{" "}
              <span className="t2">{did}</span>
            </div>
            {words && <p className="said">{words}</p>}
          </li>
        ))}
      </ol>
    </Block>
  );
}
