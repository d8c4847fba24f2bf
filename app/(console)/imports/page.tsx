import "@/components/imports/imports.css";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { ImportsBoard } from "@/components/imports/imports-board";
import { SampleButton } from "@/components/imports/sample-button";
import { PageBar } from "@/components/shell/page-bar";
import { importsOptions } from "@/lib/intake/api";
import { listImports } from "@/lib/intake/read";
import { loadSample, removeSampleData } from "./actions";

export const metadata: Metadata = { title: "Imports" };

export default async function ImportsPage() {
  const actor = await pageActor();
  const client = new QueryClient();
  const page = await client.fetchQuery({
    ...importsOptions(),
    queryFn: () => listImports(actor, { limit: 100 }),
  });
  const hasSample = page.items.some(({ isSample }) => isSample);
  return (
    <>
      <PageBar title="Imports" />
      <HydrationBoundary state={dehydrate(client)}>
        <ImportsBoard
          sample={
            hasSample ? (
              <SampleButton act={removeSampleData} word="Remove sample data" />
            ) : (
              <SampleButton act={loadSample} word="Load sample data" />
            )
          }
        />
      </HydrationBoundary>
    </>
  );
}
