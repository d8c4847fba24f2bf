import { AccountLink } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { originWords } from "@/components/origins/origin-words";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { utcDay, utcSecondClock } from "@/components/ui/utc";
import { NO_ORIGIN } from "@/lib/detection/schema";
import type { EventRow } from "@/lib/insight/event-schema";
import { VECTOR_WORD } from "./event-view";

const HEADS = ["Time", "Answer", "Code", "Account", "Origin and place", "Application and agent"] as const;

export const placeOf = ({ city, region, country, asn }: EventRow): string =>
  [city, region, country, asn && `AS${asn.replace(/^AS/i, "")}`].filter(Boolean).join(", ");

type Props = {
  rows: EventRow[];
  chosen: string | undefined;
  isOld: boolean;
  onOpen: (id: string) => void;
};

/** One line an event; its time opens it. */
export function EventTable({ rows, chosen, isOld, onOpen }: Props) {
  return (
    <Sideways label="Table of the events">
      <table className={isOld ? "tbl events old" : "tbl events"} aria-busy={isOld}>
        <caption className="unseen">Events, the newest first</caption>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} isChosen={row.id === chosen} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

/** A second line; what the log leaves empty shows as nothing here, and the panel says so in words. */
function Short({ text }: { text: string }) {
  return <div className="clip small t3">{text && <PlainText text={text} />}</div>;
}

function Row({ row, isChosen, onOpen }: { row: EventRow; isChosen: boolean; onOpen: (id: string) => void }) {
  return (
    <tr className={isChosen ? "chosen" : undefined}>
      <td className="nowrap">
        <button type="button" className="opener" aria-expanded={isChosen} onClick={() => onOpen(row.id)}>
          <time dateTime={row.at}>{utcSecondClock(row.at)}</time>
        </button>
        <div className="small t3">{utcDay(row.at)}</div>
      </td>
      <td className="nowrap">
        {row.answer ? <AnswerMark answer={row.answer} /> : <span className="t3">none</span>}
      </td>
      <td className="event-code">
        <div>
          {row.code} <span className="small t3">{VECTOR_WORD[row.vector]}</span>
        </div>
        <Short text={row.description} />
      </td>
      <td className="event-wide">
        <AccountLink account={row.account} name={row.name} />
        {row.isSample && (
          <div className="small">
            <span className="tag synthetic">synthetic</span>
          </div>
        )}
      </td>
      <td className="event-mid">
        <div>
          <PlainText text={originWords(row.origin ?? NO_ORIGIN)} />
        </div>
        <Short text={placeOf(row)} />
      </td>
      <td className="event-mid">
        <div>
          <PlainText text={row.app || row.appId} ifEmpty="not in the log" />
        </div>
        <Short text={row.userAgent} />
      </td>
    </tr>
  );
}
