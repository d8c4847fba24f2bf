"use client";
import { useQuery } from "@tanstack/react-query";
import { AnswerMark } from "@/components/charts/answer-mark";
import { BarList } from "@/components/charts/bar-list";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { alertFacetsOptions } from "@/lib/alert/api";
import type { AlertFacets } from "@/lib/alert/schema";
import { uaFamily } from "@/lib/enrich/agent-family";
import { appNameOf } from "@/lib/enrich/app-names";
import { shownText } from "@/lib/stored-text";

/** A "?" behind a class means that sources disagree on what the code says. */
const isUnclear = ({ class: kind }: AlertFacets["codes"][number]) => kind.endsWith("?");

function Codes({ codes }: { codes: AlertFacets["codes"] }) {
  return (
    <table className="tbl">
      <caption className="unseen">What the directory answered, by result code</caption>
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
        {codes.map((code) => (
          <tr key={`${code.vector} ${code.code} ${code.answer} ${code.description}`}>
            <td>
              <AnswerMark answer={code.answer} />
              {isUnclear(code) && <span className="tag">unclear</span>}
            </td>
            <td className="code-cell">
              <span className="medium">{code.code || code.vector}</span>{" "}
              <span className="small t2">
                <PlainText text={code.description} ifEmpty="" />
              </span>
            </td>
            <td className="num">{count(code.names)}</td>
            <td className="num">{count(code.attempts)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const text = (value: string) => <PlainText text={value} ifEmpty="(not recorded)" />;

/** The log's own name, Microsoft's where the log has none or another, and the id, which is what tools choose. */
function App({ app, appId }: { app: string; appId: string }) {
  const known = appNameOf(appId);
  return (
    <>
      {text(app || known || appId)}{" "}
      <span className="small t3">
        {app !== "" && known && known !== app && <>known as {known} </>}
        {(app || known) && appId && <span className="mono">{appId}</span>}
      </span>
    </>
  );
}

/** Codes, applications, clients and agents of the alert's own attempts. */
export function WithWhat({ alertId }: { alertId: string }) {
  const facets = useQuery(alertFacetsOptions(alertId));
  if (facets.isError) return <p role="alert">{facets.error.message}</p>;
  if (!facets.data) return <p className="t2">Reading what it asked with</p>;
  const { codes, apps, clients, agents } = facets.data;
  return (
    <>
      <Block title="What it was answered" note="attempts of the detections">
        <Codes codes={codes} />
      </Block>
      <div className="cols three even">
        <Block title="Applications" note="attempts">
          <BarList
            caption="Attempts by application"
            items={apps.map((app) => ({
              key: `${app.app} ${app.appId}`,
              n: app.attempts,
              word: <App {...app} />,
            }))}
          />
        </Block>
        <Block title="Clients" note="attempts">
          <BarList
            caption="Attempts by client"
            items={clients.map(({ clientApp, protocol, attempts }) => ({
              key: `${clientApp} ${protocol}`,
              n: attempts,
              word: text([clientApp, protocol].filter(Boolean).join(", ")),
            }))}
          />
        </Block>
        <Block title="Agents" note="attempts">
          <BarList
            caption="Attempts by user agent"
            items={agents.map((agent) => ({
              key: agent.userAgent,
              n: agent.attempts,
              word: (
                <>
                  <span className="mono">{text(agent.userAgent)}</span>{" "}
                  <span className="small t3">{uaFamily(shownText(agent.userAgent))}</span>
                </>
              ),
            }))}
          />
        </Block>
      </div>
    </>
  );
}
