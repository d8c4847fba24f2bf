"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { choiceOptions } from "@/lib/insight/api";
import type { Choice, Picture } from "@/lib/insight/choice-schema";
import { FIT_WORD, fitOf, inOrderOfFit, shownValue } from "./choice-view";

const PART = { need: "needed", help: "speaks for it", bar: "rules it out" };
const HOLDS = (holds: boolean | null) =>
  holds === null ? "cannot be told" : holds ? "holds" : "does not hold";

function Numbers({ numbers }: Pick<Picture, "numbers">) {
  return (
    <table className="tbl">
      <caption className="unseen">The signs with this alert's numbers</caption>
      <tbody>
        {numbers.map(({ part, label, value, limit, holds, why }) => (
          <tr key={`${part} ${label}`}>
            <td>
              {label} <span className="t3">({PART[part]})</span>
            </td>
            <td className="num">
              <PlainText text={shownValue(value, limit)} />
            </td>
            <td className="t2">{limit}</td>
            <td className="t2">{why ?? HOLDS(holds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PictureRow({ picture, isSuggested }: { picture: Picture; isSuggested: boolean }) {
  const fit = fitOf(picture);
  return (
    <li>
      <div className="row wrap baseline">
        <b className="medium">{picture.title}</b>
        <span className={`tag fit-${fit}`}>{FIT_WORD[fit]}</span>
        {isSuggested && <span className="tag">suggested</span>}
      </div>
      <p className="t2">
        <PlainText text={picture.words} ifEmpty="" />
      </p>
      <details className="small">
        <summary className="t2">The numbers</summary>
        <div className="choice-table">
          <Numbers numbers={picture.numbers} />
        </div>
      </details>
    </li>
  );
}

function Signals({ signals }: Pick<Choice, "signals">) {
  const told = signals.filter(({ leans }) => leans === "attack" || leans === "benign");
  const towards = (way: string) => told.filter(({ leans }) => leans === way).length;
  return (
    <details className="small">
      <summary className="t2">
        Of {signals.length} signals {towards("attack")} lean to an attack and {towards("benign")} to something
        harmless
      </summary>
      <div className="choice-table">
        <table className="tbl">
          <caption className="unseen">Signals that tell an attack from its look-alikes</caption>
          <tbody>
            {signals.map(({ signal, value, leans, why }) => (
              <tr key={signal}>
                <td>{signal}</td>
                <td className="num">
                  <PlainText text={shownValue(value)} />
                </td>
                <td className="t2">{leans === null ? why : leans === "neither" ? "either" : leans}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The harmless look-alikes, each weighed: a suggestion for the ruling, which hides nothing by itself. */
export function PicturesPanel({ alertId }: { alertId: string }) {
  const { data } = useQuery(choiceOptions(alertId));
  if (!data || data.names === 0) return null;
  return (
    <Block title="Which harmless picture fits" note="a suggestion; nothing is suppressed by it">
      <div className="body stack">
        {data.suggested === null && <p>None fits whole. What is missing may still explain it.</p>}
        <ul className="likeness">
          {inOrderOfFit(data.pictures).map((picture) => (
            <PictureRow
              key={picture.category}
              picture={picture}
              isSuggested={picture.category === data.suggested}
            />
          ))}
        </ul>
        <Signals signals={data.signals} />
      </div>
    </Block>
  );
}
