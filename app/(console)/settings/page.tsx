import "@/components/settings/settings.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import Link from "next/link";
import { pageActor } from "@/app/actor";
import { DirectoryPanel } from "@/components/settings/directory-panel";
import { LimitsForm } from "@/components/settings/limits-form";
import { MappingsPanel } from "@/components/settings/mappings-panel";
import { PageBar } from "@/components/shell/page-bar";
import { Block } from "@/components/ui/block";
import { directoriesOptions } from "@/lib/enrich/directory-api";
import { readDirectories } from "@/lib/enrich/run-directory-read";
import { mappingsOptions } from "@/lib/intake/mapping-api";
import { readLimits } from "@/lib/intake/read";
import { listMappings } from "@/lib/intake/read-mappings";
import { setLimits } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await pageActor();
  const client = new QueryClient();
  const [limits] = await Promise.all([
    readLimits(),
    client.prefetchQuery({ ...directoriesOptions(), queryFn: () => readDirectories(actor) }),
    client.prefetchQuery({ ...mappingsOptions(), queryFn: () => listMappings(actor, { limit: 1000 }) }),
  ]);
  return (
    <>
      <PageBar title="Settings" />
      <div className="page stack settings">
        <Block title="Networks">
          <p className="body t2">
            What sources are: your own egress, partners, VPN, Tor, hosting; databases of places; federated
            domains.{" "}
            <Link className="link" href="/settings/networks">
              Lists of networks
            </Link>
          </p>
        </Block>
        <HydrationBoundary state={dehydrate(client)}>
          <DirectoryPanel canSend={actor.scopes.includes("ingest")} />
          <MappingsPanel canForget={actor.scopes.includes("ingest")} />
        </HydrationBoundary>
        <LimitsForm limits={limits} save={setLimits} canSave={actor.scopes.includes("admin")} />
      </div>
    </>
  );
}
