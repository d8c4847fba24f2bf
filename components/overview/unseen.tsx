import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcDay } from "@/components/ui/utc";
import type { Statement, Visibility } from "@/lib/insight/visibility-schema";

function Lines({ statements }: { statements: Statement[] }) {
  return (
    <ul className="unseen-list">
      {statements.map(({ id, about, sentence }) => (
        <li key={id}>
          <span className="medium">
            <PlainText text={about} />
          </span>
          <div className="t2">
            <PlainText text={sentence} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** So few are shown at once: what a scan of a domain never shows decides how its alert is read. */
const FEW = 3;

/** First what somebody could mend, then what no log shows, folded away where it is much. */
export function Unseen({ visibility, title }: { visibility: Visibility; title: string }) {
  const { period, statements } = visibility;
  if (!period) return null;
  const mendable = statements.filter(({ kind }) => kind !== "technique");
  const traceless = statements.filter(({ kind }) => kind === "technique");
  const last = Date.parse(period.to) - 1;
  const days =
    utcDay(period.from) === utcDay(last) ? utcDay(last) : `${utcDay(period.from)} – ${utcDay(last)}`;
  return (
    <Block title={title} note={days}>
      <div className="body stack tight">
        <Lines statements={mendable} />
        {traceless.length > 0 && (
          <details className="unseen-more" open={traceless.length <= FEW}>
            <summary>{traceless.length} things that no log of the tenant shows</summary>
            <Lines statements={traceless} />
          </details>
        )}
        <p className="small t3">That there is no alert never means that nobody asked.</p>
      </div>
    </Block>
  );
}
