import { AnswerMark } from "@/components/charts/answer-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count, utcMinute } from "@/components/ui/utc";
import { uaFamily } from "@/lib/enrich/agent-family";
import { appNameOf, oddityOf } from "@/lib/enrich/app-names";
import type { OriginReport } from "@/lib/insight/schema";
import { shownText } from "@/lib/stored-text";
import { originKind } from "./origin-words";
import { WhereBlock } from "./where";

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
  const { kind, origin, firstSeen, lastSeen } = report;
  return (
    <>
      <Block title="Who is it">
        <dl className="kv body">
          <dt>Kind</dt>
          <dd>{originKind(kind, origin)}</dd>
          <dt>First seen</dt>
          <dd>{firstSeen ? utcMinute(firstSeen) : "never"}</dd>
          <dt>Last seen</dt>
          <dd>{lastSeen ? utcMinute(lastSeen) : "never"}</dd>
        </dl>
      </Block>
      <WhereBlock origin={report.origin} />
      <Ranked
        title="Applications"
        rows={report.apps.map(({ app, appId, clientApp, attempts }) => ({
          text: app || appNameOf(appId) || appId,
          note: [clientApp, oddityOf(appId) && `${appId} ${oddityOf(appId)}`].filter(Boolean).join("; "),
          n: attempts,
        }))}
      />
      <Ranked
        title="Agents"
        rows={report.agents.map(({ userAgent, attempts }) => ({
          text: userAgent,
          note: uaFamily(shownText(userAgent)),
          n: attempts,
        }))}
      />
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
