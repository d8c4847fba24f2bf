import Link from "next/link";
import { LearnedBar, LearnedLine } from "@/components/charts/learned-bar";
import { SeverityMark } from "@/components/charts/severity-mark";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcClock, utcDay, utcSecond } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { askerOf, CLASSIFICATION_WORD, STATUS_WORD } from "./words";

/** One alert in the list. The title is the link; its area covers the row, so a click anywhere opens it. */
export function AlertRow({ alert }: { alert: Alert }) {
  return (
    <tr className="row-link">
      <td>
        <SeverityMark severity={alert.severity} />
      </td>
      <td className="fill">
        <div className="clip medium">
          <Link className="cover" href={`/alerts/${alert.id}`}>
            <PlainText text={alert.title} />
          </Link>
        </div>
        <div className="row wrap small t3">
          <span className="clip">
            <span className="t2">
              <PlainText text={askerOf(alert) ?? ""} ifEmpty="no address in the log" />
            </span>{" "}
            · {alert.rules.join(", ")}
          </span>
          {alert.isSample && <span className="tag synthetic">synthetic</span>}
          {alert.sinceClosed > 0 && <span className="tag">{count(alert.sinceClosed)} new since closed</span>}
        </div>
      </td>
      <td className="learned-cell wide">
        <LearnedBar tally={alert.learned} height={6} />
        <LearnedLine tally={alert.learned} />
      </td>
      <td className="num wide">{count(alert.names)}</td>
      <td className="wide">
        <div className={alert.status === "new" ? "medium" : "t2"}>{STATUS_WORD[alert.status]}</div>
        <div className="small t3 nowrap">
          {alert.status === "closed" && alert.classification
            ? CLASSIFICATION_WORD[alert.classification]
            : alert.owner}
        </div>
      </td>
      <td className="num">
        <time dateTime={alert.lastSeen} title={utcSecond(alert.lastSeen)}>
          <div>{utcDay(alert.lastSeen)}</div>
          <div className="small t3">{utcClock(alert.lastSeen)}</div>
        </time>
      </td>
    </tr>
  );
}
