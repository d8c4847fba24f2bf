"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { choiceOptions } from "@/lib/insight/api";
import type { Choice } from "@/lib/insight/choice-schema";
import { type Fact, mannerFacts, nameFacts, ORDER_WORD, orderWords } from "./choice-view";
import { OrderPlot } from "./order-plot";

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="choice-facts">
      {facts.map(({ label, value, means }) => (
        <div key={label}>
          <dt className="small t3">{label}</dt>
          <dd>
            <PlainText text={value} />
            {means && (
              <span className="small t2">
                {" "}
                <PlainText text={means} />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Scores({ scores }: Pick<Choice["order"], "scores">) {
  return (
    <p className="small t2">
      {scores.map(({ kind, z, why, names }, index) => (
        <span key={kind}>
          {index > 0 && " · "}
          {ORDER_WORD[kind]}: {z === null ? why : `z ${z.toFixed(1)}`}
          {z !== null && kind === "common-names" && ` of ${names}`}
        </span>
      ))}
    </p>
  );
}

/** How the names were chosen and in which order they came: a list shows itself, chance does not. */
export function ChoicePanel({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(choiceOptions(alertId));
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p className="t2">Measuring how the names were chosen</p>;
  if (data.names === 0) return null;
  const words = orderWords(data.order);
  return (
    <Block
      title="How the names were chosen"
      note="the names that the detections count"
      foot={data.notes.length > 0 && data.notes.join(" ")}
    >
      <div className="body stack">
        <p>{words}</p>
        {data.names > 2 && <OrderPlot plot={data.order.plot} words={words} />}
        <Scores scores={data.order.scores} />
        <Facts facts={nameFacts(data)} />
        <h3>How they were asked for</h3>
        <Facts facts={mannerFacts(data)} />
      </div>
    </Block>
  );
}
