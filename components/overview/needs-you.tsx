import Link from "next/link";
import { LearnedBar } from "@/components/charts/learned-bar";
import { SeverityMark } from "@/components/charts/severity-mark";
import { originWords } from "@/components/origins/origin-words";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import type { Need } from "@/lib/insight/schema";

/** Who holds it, what came since, when it last moved. */
function standingOf({ owner, status, sinceClosed }: Need): string {
  if (sinceClosed > 0) return `${sinceClosed} new since closed`;
  if (owner) return `${owner} has it`;
  return status === "active" ? "in progress, nobody has it" : "nobody has it";
}

function NeedRow({ need }: { need: Need }) {
  return (
    <tr className="row-link">
      <td className="needs-severity">
        <SeverityMark severity={need.severity} isBold />
      </td>
      <td className="needs-what">
        <Link className="cover medium" href={`/alerts/${need.id}`}>
          <PlainText text={originWords(need.entity)} ifEmpty="no address" />: <PlainText text={need.title} />
        </Link>{" "}
        {need.isSample && <span className="tag synthetic">synthetic</span>}
        <div className="small t3">
          A-{need.id}, {standingOf(need)}, last seen {utcMinute(need.lastSeen)}
        </div>
      </td>
      <td className="needs-learned wide">
        <LearnedBar tally={need.learned} height={6} />
      </td>
    </tr>
  );
}

/** The open alerts to look at first. Emptiness says whether it means anything. */
export function NeedsYou({ needs, open, hasData }: { needs: Need[]; open: number; hasData: boolean }) {
  const all = (
    <Link className="link small t2 nowrap" href="/alerts">
      {open} open {open === 1 ? "alert" : "alerts"}
    </Link>
  );
  return (
    <Block title="Needs you now" note="severity first, then a session or a password" right={open > 0 && all}>
      {needs.length > 0 ? (
        <table className="tbl needs">
          <tbody>
            {needs.map((need) => (
              <NeedRow key={need.id} need={need} />
            ))}
          </tbody>
        </table>
      ) : (
        <p className="body t2">
          {hasData
            ? "Nothing is open. The rules ran over every row that arrived; the coverage below says which days those are."
            : "No log has arrived yet, so no rule could run."}
        </p>
      )}
    </Block>
  );
}
