"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcDay } from "@/components/ui/utc";
import { KIND_WORDS } from "@/lib/enrich/schema";
import { type WhereView, whereOptions } from "@/lib/insight/api";
import type { SaidPlace, Whereabouts } from "@/lib/insight/where-schema";

const placeOf = ({ city, region, country }: SaidPlace) => [city, region, country].filter(Boolean).join(", ");

const networkOf = ({ asn, organisation }: SaidPlace) =>
  [asn === null ? "" : `AS${asn}`, organisation].filter(Boolean).join(" ");

/** As many as a narrow column shows; the rest is counted. */
const FIRST = 8;

function Said({ place, showCount }: { place: SaidPlace; showCount: boolean }) {
  const text = [placeOf(place), networkOf(place)].filter(Boolean).join(", ");
  return (
    <li>
      <PlainText text={text} />{" "}
      <span className="small t3">
        {showCount && `${count(place.attempts)} ${place.attempts === 1 ? "attempt" : "attempts"}, `}
        {place.said === "the log" ? "says the log" : <>says {place.said}</>}
      </span>
    </li>
  );
}

function Places({ where }: { where: Whereabouts }) {
  const { logged, databases, databaseNames } = where;
  if (logged.length + databases.length === 0 && where.net === null)
    return <span className="t2">The log gives no address, so no place is known.</span>;
  if (logged.length + databases.length === 0) {
    return (
      <span className="t2">
        The log gives no place
        {databaseNames.length > 0
          ? ", and the databases of places know none."
          : "; a database of places can be set in the settings."}
      </span>
    );
  }
  const rest = logged.length - FIRST;
  return (
    <ul className="plain-list">
      {logged.slice(0, FIRST).map((place) => (
        <Said key={JSON.stringify(place)} place={place} showCount />
      ))}
      {rest > 0 && <li className="t2">and {count(rest)} more places</li>}
      {databases.map((place) => (
        <Said key={JSON.stringify(place)} place={place} showCount={false} />
      ))}
    </ul>
  );
}

function Kinds({ kinds }: { kinds: Whereabouts["kinds"] }) {
  if (kinds.length === 0) return <span className="t2">in none of our lists</span>;
  return (
    <ul className="plain-list">
      {kinds.map(({ id, kind, label, owner, network, note, expiresAt }) => (
        <li key={id}>
          <b className="medium">{KIND_WORDS[kind]}</b>: <PlainText text={label} />{" "}
          <span className="small t3">
            list line {network}, kept by <PlainText text={owner} />
            {expiresAt && `, until ${utcDay(Date.parse(expiresAt) - 1)}`}
          </span>
          {note && (
            <div className="small t2">
              <PlainText text={note} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Rows of a list of facts: kind, places and network, each with who says so. */
export function WhereFacts({ origin, view = {} }: { origin: string; view?: WhereView }) {
  const { data, error } = useQuery(whereOptions(origin, view));
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p className="t2">Reading where it is</p>;
  return (
    <dl className="kv">
      {data.net !== null && (
        <>
          <dt>It is</dt>
          <dd>
            <Kinds kinds={data.kinds} />
          </dd>
        </>
      )}
      <dt>Place</dt>
      <dd>
        <Places where={data} />
      </dd>
      {data.net !== null && (
        <>
          <dt>Network</dt>
          <dd>
            {data.area}
            {data.net.endsWith("/64") && <span className="small t3"> counts as {data.net}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Where an origin is over all of its rows. */
export function WhereBlock({ origin }: { origin: string }) {
  return (
    <Block title="Where from">
      <div className="body">
        <WhereFacts origin={origin} />
      </div>
    </Block>
  );
}
