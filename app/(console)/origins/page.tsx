import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { OriginTable } from "@/components/origins/origin-table";
import { PageBar } from "@/components/shell/page-bar";
import { Block } from "@/components/ui/block";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";
import { readOrigins } from "@/lib/insight/origins";

export const metadata: Metadata = { title: "Origins" };

const MOST = 200;

export default async function OriginsPage() {
  const rows = await readOrigins(await pageActor(), MOST);
  return (
    <>
      <PageBar title="Origins" />
      <div className="page">
        {rows.length === 0 ? (
          <Empty
            title="Nobody has been turned away yet"
            why="An origin appears here once a stored log holds an answer to it that is not a sign-in."
          >
            <LinkButton href="/imports" variant="default">
              Upload a log
            </LinkButton>
          </Empty>
        ) : (
          <Block
            title={rows.length < MOST ? "Who asked" : `The first ${MOST}`}
            note="an open alert first, then most names; sign-ins that worked are not counted here"
          >
            <OriginTable rows={rows} />
          </Block>
        )}
      </div>
    </>
  );
}
