import "@/components/alerts/alerts.css";
import "@/components/exposure/exposure.css";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { pageActor } from "@/app/actor";
import { ExposureFilters, rangeOfDays } from "@/components/exposure/exposure-filters";
import { ExposureTable } from "@/components/exposure/exposure-table";
import {
  type ExposureView,
  hrefWith,
  onPaperOf,
  type Params,
  viewOf,
} from "@/components/exposure/exposure-view";
import { PrintBar } from "@/components/exposure/print-bar";
import { PageBar } from "@/components/shell/page-bar";
import { Block } from "@/components/ui/block";
import { Empty } from "@/components/ui/empty";
import { count } from "@/components/ui/utc";
import type { Actor } from "@/lib/access/schema";
import { AppError } from "@/lib/errors";
import { type ExposureList, ExposureQuery } from "@/lib/insight/exposure-schema";
import { readExposure } from "@/lib/insight/run-exposure";

export const metadata: Metadata = { title: "Exposure" };

/** As many as one prints; the file holds all. */
const PAGE = 500;

/** A range that ends before it begins shows nothing, as the form's own mistake. */
async function readView(actor: Actor, view: ExposureView): Promise<ExposureList> {
  const query = ExposureQuery.safeParse({ ...view, limit: String(PAGE) });
  if (!query.success) return { items: [], nextCursor: null, hidden: 0 };
  try {
    return await readExposure(actor, query.data);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

/** How many accounts only benign alerts know of, and the way to see them. */
function Hidden({ view, hidden }: { view: ExposureView; hidden: number }) {
  if (view.benign === "true") {
    return (
      <Link className="link small" href={hrefWith(view, { benign: null })}>
        Leave out what only benign, false or suppressed alerts know
      </Link>
    );
  }
  if (hidden === 0) return null;
  return (
    <span className="small t2">
      {count(hidden)} more {hidden === 1 ? "is" : "are"} known only to alerts closed as benign or false, or
      suppressed.{" "}
      <Link className="link" href={hrefWith(view, { benign: "true" })}>
        Show them
      </Link>
    </span>
  );
}

function csvHref({ cursor: _, ...view }: ExposureView): string {
  const search = new URLSearchParams(view);
  return search.size > 0 ? `/api/v1/exposure.csv?${search}` : "/api/v1/exposure.csv";
}

export default async function ExposurePage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await pageActor();
  const params = await searchParams;
  const days = rangeOfDays(params);
  const view = viewOf({ ...params, from: days.from ?? params.from, to: days.to ?? params.to });
  const { items, nextCursor, hidden } = await readView(actor, view);
  return (
    <>
      <PageBar title="Exposure" />
      <div className="page exposure stack">
        <ExposureFilters view={view} />
        <p className="print-only small">{onPaperOf(view, new Date())}</p>
        <Hidden view={view} hidden={hidden} />
        {items.length === 0 ? (
          <Empty
            title="No account is known to a flagged origin here"
            why="An account stands here when an origin with a detection got an answer that confirms it, within a day of that detection."
          />
        ) : (
          <Block
            title="Accounts now known to somebody"
            note={
              nextCursor
                ? `${count(items.length)} on this page, and more`
                : `${count(items.length)} on this page`
            }
            right={
              <span className="row screen-only">
                <PrintBar />
                <a className="link small" href={csvHref(view)} download>
                  CSV of all
                </a>
              </span>
            }
            foot={
              nextCursor && (
                <Link className="link small screen-only" href={hrefWith(view, { cursor: nextCursor })}>
                  Next {PAGE}
                </Link>
              )
            }
          >
            <ExposureTable rows={items} view={view} />
          </Block>
        )}
        <p className="small t3">
          What an answer tells is an upper bound: it is what the protocol discloses to somebody who reads it.
        </p>
      </div>
    </>
  );
}
