"use client";
import { useQuery } from "@tanstack/react-query";
import { BarList } from "@/components/charts/bar-list";
import { CodesTable } from "@/components/origins/codes-table";
import { Block } from "@/components/ui/block";
import { Pending } from "@/components/ui/pending";
import { PlainText } from "@/components/ui/plain-text";
import { alertFacetsOptions } from "@/lib/alert/api";
import { uaFamily } from "@/lib/enrich/agent-family";
import { appNameOf } from "@/lib/enrich/app-names";
import { shownText } from "@/lib/stored-text";

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
  if (!facets.data)
    return <Pending title="What it was answered" words="Reading what it asked with" error={facets.error} />;
  const { codes, apps, clients, agents } = facets.data;
  return (
    <>
      <Block title="What it was answered" note="attempts of the detections">
        <CodesTable codes={codes} />
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
