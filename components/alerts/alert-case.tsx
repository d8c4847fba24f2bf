"use client";
import { useQuery } from "@tanstack/react-query";
import { LearnedBar, LearnedKey } from "@/components/charts/learned-bar";
import { SeverityMark } from "@/components/charts/severity-mark";
import { TimelinePanel } from "@/components/charts/timeline-panel";
import { wholeOf } from "@/components/charts/timeline-view";
import { PageBar } from "@/components/shell/page-bar";
import { utcRange } from "@/components/ui/utc";
import { alertOptions } from "@/lib/alert/api";
import type { Alert } from "@/lib/alert/schema";
import { detectionsOptions } from "@/lib/detection/api";
import { NO_ORIGIN } from "@/lib/detection/schema";
import type { DataRange } from "@/lib/insight/schema";
import { BeyondNotice } from "./beyond-notice";
import { History } from "./history";
import { NamesPanel } from "./names-panel";
import { OriginBlock } from "./origin-block";
import { RulingPanel } from "./ruling-panel";
import { Story } from "./story";
import { Verdicts } from "./verdicts";
import { Why } from "./why";
import { WithWhat } from "./with-what";
import { alertName, hasTimeline, STATUS_WORD } from "./words";

type Props = {
  /** As the server read it; what the browser asks later replaces it. */
  initial: Alert;
  covered: DataRange | null;
};

/** One alert: the case on the left, what one does about it on the right. */
export function AlertCase({ initial, covered }: Props) {
  const { data: alert = initial } = useQuery(alertOptions(initial.id));
  const detections = useQuery(detectionsOptions({ alert: alert.id, limit: 1000 }));
  return (
    <>
      <PageBar
        above={{ href: "/alerts", word: "Alerts" }}
        title={alertName(alert.id)}
        isQuiet
        note={<Tags alert={alert} />}
      />
      <div className="page">
        <div className="case">
          <div className="stack">
            <Telling alert={alert} />
            {hasTimeline(alert) && (
              <TimelinePanel
                origin={alert.origin ?? NO_ORIGIN}
                whole={wholeOf(alert.firstSeen, alert.lastSeen)}
                covered={covered && { from: Date.parse(covered.from), to: Date.parse(covered.to) }}
              />
            )}
            {detections.isError ? (
              <p role="alert">{detections.error.message}</p>
            ) : (
              <Verdicts detections={detections.data?.items ?? []} total={alert.detections.length} />
            )}
            <NamesPanel alert={alert} />
            <WithWhat alertId={alert.id} />
          </div>
          <div className="stack">
            <RulingPanel alert={alert} />
            <Why alert={alert} />
            <OriginBlock alert={alert} />
            <History alertId={alert.id} />
          </div>
        </div>
      </div>
    </>
  );
}

function Tags({ alert }: { alert: Alert }) {
  return (
    <>
      <span className="tag">{STATUS_WORD[alert.status]}</span>
      {alert.isSample && <span className="tag synthetic">synthetic</span>}
    </>
  );
}

function Telling({ alert }: { alert: Alert }) {
  return (
    <div className="telling stack">
      <div>
        <div className="row wrap">
          <SeverityMark severity={alert.severity} isBold />
          <span className="t2">{utcRange(alert.firstSeen, alert.lastSeen)}</span>
          <span className="t3">{alert.rules.join(" ")}</span>
        </div>
        <Story alert={alert} />
      </div>
      <LearnedBar tally={alert.learned} height={12} />
      <LearnedKey tally={alert.learned} />
      <BeyondNotice alert={alert} />
    </div>
  );
}
