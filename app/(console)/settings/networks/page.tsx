import "@/components/networks/networks.css";
import type { Metadata } from "next";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { AddNetwork } from "@/components/networks/add-network";
import { FederatedForm } from "@/components/networks/federated-form";
import { ImportList } from "@/components/networks/import-list";
import { NetworkLines } from "@/components/networks/network-lines";
import { NetworkLists } from "@/components/networks/network-lists";
import { PlacesPanel } from "@/components/networks/places-panel";
import { PageBar } from "@/components/shell/page-bar";
import { listNetworks, readFederatedDomains, tallyNetworks } from "@/lib/enrich/read";
import { readPlaceDatabases } from "@/lib/enrich/run-places";
import { NetworkKind } from "@/lib/enrich/schema";
import { copyPlacesAt, setFederatedDomains } from "./actions";

export const metadata: Metadata = { title: "Networks" };

/** A kind that there is none of shows all; a cursor that nobody handed out shows the first page. */
const Params = z.object({
  kind: NetworkKind.optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
});

type Props = { searchParams: Promise<Record<string, string | string[]>> };

export default async function NetworksPage({ searchParams }: Props) {
  const actor = await pageActor();
  const { kind, cursor } = Params.parse(await searchParams);
  const [lists, lines, databases, domains] = await Promise.all([
    tallyNetworks(actor),
    listNetworks(actor, { ...(kind ? { kind } : {}), ...(cursor ? { cursor } : {}), limit: 100 }),
    readPlaceDatabases(actor),
    readFederatedDomains(actor),
  ]);
  const canSave = actor.scopes.includes("admin");
  return (
    <>
      <PageBar above={{ href: "/settings", word: "Settings" }} title="Networks" />
      <div className="page stack settings">
        <NetworkLists lists={lists} kind={kind} />
        <NetworkLines lines={lines.items} next={lines.nextCursor} kind={kind} canSave={canSave} />
        {canSave && (
          <div className="cols two">
            <AddNetwork />
            <ImportList />
          </div>
        )}
        <PlacesPanel databases={databases} copyFrom={copyPlacesAt} canSave={canSave} />
        <FederatedForm domains={domains} save={setFederatedDomains} canSave={canSave} />
      </div>
    </>
  );
}
