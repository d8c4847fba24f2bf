import Link from "next/link";
import { Block } from "@/components/ui/block";
import { count, spanOf, utcMinute } from "@/components/ui/utc";
import type { Overview } from "@/lib/insight/schema";

/** What is held: the ground every number of the other pages stands on. */
export function Held({ period, events, imports }: Pick<Overview, "period" | "events" | "imports">) {
  return (
    <Block
      title="What is held"
      right={
        <Link className="link small t2" href="/imports">
          Imports
        </Link>
      }
    >
      <dl className="kv body">
        <dt>Events</dt>
        <dd className="strong">{count(events)}</dd>
        <dt>Period</dt>
        <dd>
          {period ? (
            <>
              {utcMinute(period.from)} to
              <br />
              {utcMinute(period.to)}
            </>
          ) : (
            "none yet"
          )}
        </dd>
        {period && (
          <>
            <dt>Span</dt>
            <dd>{spanOf(Date.parse(period.to) - Date.parse(period.from))}</dd>
          </>
        )}
        <dt>Imports</dt>
        <dd>
          {count(imports.all)}
          {imports.running > 0 && `, ${count(imports.running)} running`}
          {imports.failed > 0 && `, ${count(imports.failed)} failed`}
          {imports.sample > 0 && `, ${count(imports.sample)} synthetic`}
        </dd>
        <dt>Rejected</dt>
        <dd>{imports.rejected ? `${count(imports.rejected)} rows, kept with their reasons` : "no row"}</dd>
      </dl>
    </Block>
  );
}
