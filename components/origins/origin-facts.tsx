import { AnswerMark } from "@/components/charts/answer-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count, utcMinute } from "@/components/ui/utc";
import type { OriginReport } from "@/lib/insight/schema";

type Place = OriginReport["places"][number];

const placeOf = ({ city, region, country, asn }: Place) =>
  [city, region, country, asn && `AS${asn.replace(/^AS/i, "")}`].filter(Boolean).join(", ") ||
  "no place in the log";

/** Values with their attempts, most first; long lists say how many more there are. */
function Ranked({ title, rows }: { title: string; rows: { text: string; note?: string; n: number }[] }) {
  const shown = rows.slice(0, 8);
  return (
    <Block title={title} note={rows.length > shown.length ? `${shown.length} of ${rows.length}` : undefined}>
      <table className="tbl">
        <tbody>
          {shown.map(({ text, note, n }) => (
            <tr key={`${text}\n${note}`}>
              <td className="ranked">
                <PlainText text={text} />
                {note && (
                  <div className="small t3">
                    <PlainText text={note} />
                  </div>
                )}
              </td>
              <td className="num t2">{count(n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Block>
  );
}

export function OriginFacts({ report }: { report: OriginReport }) {
  const { kind, firstSeen, lastSeen, places } = report;
  return (
    <>
      <Block title="Who is it">
        <dl className="kv body">
          <dt>Kind</dt>
          <dd>{{ address: "address", workstation: "workstation", none: "the log gave no address" }[kind]}</dd>
          <dt>Place</dt>
          <dd>{places[0] ? <PlainText text={placeOf(places[0])} /> : "no place in the log"}</dd>
          <dt>First seen</dt>
          <dd>{firstSeen ? utcMinute(firstSeen) : "never"}</dd>
          <dt>Last seen</dt>
          <dd>{lastSeen ? utcMinute(lastSeen) : "never"}</dd>
        </dl>
      </Block>
      <Ranked
        title="Applications"
        rows={report.apps.map(({ app, appId, clientApp, attempts }) => ({
          text: app || appId,
          note: clientApp,
          n: attempts,
        }))}
      />
      <Ranked
        title="Agents"
        rows={report.agents.map(({ userAgent, attempts }) => ({ text: userAgent, n: attempts }))}
      />
      {places.length > 1 && (
        <Ranked title="Places" rows={places.map((place) => ({ text: placeOf(place), n: place.attempts }))} />
      )}
    </>
  );
}

/** The log's own codes, each with what it tells. */
export function OriginCodes({ codes }: Pick<OriginReport, "codes">) {
  return (
    <Block title="Codes" note="what the log said, and what that tells">
      <Sideways label="Table of the codes">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">Answer</th>
              <th scope="col">Code</th>
              <th scope="col" className="num">
                Names
              </th>
              <th scope="col" className="num">
                Attempts
              </th>
            </tr>
          </thead>
          <tbody>
            {codes.map(({ vector, code, answer, description, names, attempts }) => (
              <tr key={`${vector} ${code} ${answer}`}>
                <td>
                  <AnswerMark answer={answer} />
                </td>
                <td className="origin-code">
                  {code}{" "}
                  {description && (
                    <span className="t2">
                      <PlainText text={description} />
                    </span>
                  )}
                </td>
                <td className="num">{count(names)}</td>
                <td className="num">{count(attempts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </Block>
  );
}
