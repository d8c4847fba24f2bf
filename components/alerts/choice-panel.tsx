"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { Pending } from "@/components/ui/pending";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { choiceOptions } from "@/lib/insight/api";
import type { Choice } from "@/lib/insight/choice-schema";
import { type Fact, mannerFacts, nameFacts, ORDER_WORD, orderWords, sentenceOf, signed } from "./choice-view";
import { OrderPlot } from "./order-plot";

const TITLE = "How the names were chosen";
/** Fewer points are no picture. */
const FEWEST_DRAWN = 8;

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

const HEADS: readonly Head[] = [
  { word: "Compared with" },
  { word: "Kendall's tau", className: "num" },
  { word: "z", className: "num" },
  { word: "Names", className: "num" },
  { word: "Says" },
];

/** Each order that was compared with: how far it agrees, how unlikely that is by chance, and of how many names. */
function Scores({ scores }: Pick<Choice["order"], "scores">) {
  return (
    <DataTable label="Table of the orders" heads={HEADS}>
      {scores.map(({ kind, tau, z, why, names, isEvidence }) => (
        <tr key={kind}>
          <td>{sentenceOf(ORDER_WORD[kind])}</td>
          <td className="num">{tau === null ? "" : signed(tau, 2)}</td>
          <td className="num">{z === null ? "" : signed(z, 1)}</td>
          <td className="num">{z === null ? "" : count(names)}</td>
          <td className="t2">{z === null ? why : isEvidence ? "a list in this order" : "no evidence"}</td>
        </tr>
      ))}
    </DataTable>
  );
}

/** How the names were chosen and in which order they came: a list shows itself, chance does not. */
export function ChoicePanel({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(choiceOptions(alertId));
  if (!data) return <Pending title={TITLE} words="Measuring how the names were chosen" error={error} />;
  if (data.names === 0) return null;
  const words = orderWords(data.order);
  return (
    <Block
      title={TITLE}
      note="the names that the detections count"
      foot={data.notes.length > 0 && data.notes.join(" ")}
    >
      <div className="body stack">
        <p>{words}</p>
        {data.names >= FEWEST_DRAWN && <OrderPlot plot={data.order.plot} words={words} />}
        <Scores scores={data.order.scores} />
        <Facts facts={nameFacts(data)} />
        <h3>How they were asked for</h3>
        <Facts facts={mannerFacts(data)} />
      </div>
    </Block>
  );
}
