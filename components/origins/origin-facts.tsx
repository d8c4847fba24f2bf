import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute } from "@/components/ui/utc";
import { uaFamily } from "@/lib/enrich/agent-family";
import { appNameOf, oddityOf } from "@/lib/enrich/app-names";
import type { OriginReport } from "@/lib/insight/schema";
import { shownText } from "@/lib/stored-text";
import { CodesTable } from "./codes-table";
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
        rows={report.apps.map(({ app, appId, clientApp, attempts }) => {
          const name = app || appNameOf(appId) || appId;
          const oddity = oddityOf(appId);
          // The id is what tools choose: it stands beside a name, too.
          const id = name === appId ? oddity : [appId, oddity].filter(Boolean).join(" ");
          return { text: name, note: [clientApp, id].filter(Boolean).join("; "), n: attempts };
        })}
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
      <CodesTable codes={codes} />
    </Block>
  );
}
