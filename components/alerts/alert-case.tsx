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
import { AlertUnseen } from "./alert-unseen";
import { BeyondNotice } from "./beyond-notice";
import { ChoicePanel } from "./choice-panel";
import { GuidePanel } from "./guide-panel";
import { History } from "./history";
import { Hunts } from "./hunts";
import { LikenessBlock } from "./likeness";
import { LogSteps } from "./log-steps";
import { NamesPanel } from "./names-panel";
import { OriginBlock } from "./origin-block";
import { PicturesPanel } from "./pictures-panel";
import { RulingPanel } from "./ruling-panel";
import { SourcesPanel } from "./sources-panel";
import { Story } from "./story";
import { UsesPanel } from "./uses-panel";
import { Verdicts } from "./verdicts";
import { Why } from "./why";
import { WithWhat } from "./with-what";
import { alertName, askerOf, hasConfirmed, hasTimeline, isAboutLogs, STATUS_WORD } from "./words";

type Props = {
  /** As the server read it; what the browser asks later replaces it. */
  initial: Alert;
  covered: DataRange | null;
};

/** One alert: the case on the left, what one does about it on the right. */
export function AlertCase({ initial, covered }: Props) {
  const { data: alert = initial } = useQuery(alertOptions(initial.id));
  const detections = useQuery(detectionsOptions({ alert: alert.id, limit: 1000 }));
  const aboutLogs = isAboutLogs(alert);
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
            {hasConfirmed(alert) && <UsesPanel alertId={alert.id} />}
            {hasTimeline(alert) && (
              <TimelinePanel
                origin={alert.origin ?? NO_ORIGIN}
                whole={wholeOf(alert.firstSeen, alert.lastSeen)}
                covered={covered && { from: Date.parse(covered.from), to: Date.parse(covered.to) }}
              />
            )}
            {!aboutLogs && <NamesPanel alert={alert} />}
            {alert.entity.kind === "campaign" && <SourcesPanel alertId={alert.id} />}
            {detections.isError ? (
              <p role="alert">{detections.error.message}</p>
            ) : (
              <Verdicts
                detections={detections.data?.items ?? []}
                total={alert.detections.length}
                asker={askerOf(alert)}
                isAboutLogs={aboutLogs}
              />
            )}
            {!aboutLogs && (
              <>
                <WithWhat alertId={alert.id} />
                <LikenessBlock alertId={alert.id} />
                <ChoicePanel alertId={alert.id} />
                <PicturesPanel alertId={alert.id} />
              </>
            )}
            <AlertUnseen alertId={alert.id} />
            {!aboutLogs && <Hunts alertId={alert.id} />}
          </div>
          <div className="stack">
            <RulingPanel alert={alert} />
            <Why alert={alert} detections={detections.data?.items ?? null} />
            {aboutLogs ? <LogSteps ruleId={alert.entity.value} /> : <GuidePanel alertId={alert.id} />}
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
      {!isAboutLogs(alert) && (
        <>
          <LearnedBar tally={alert.learned} height={12} />
          <LearnedKey tally={alert.learned} />
          <BeyondNotice alert={alert} />
        </>
      )}
    </div>
  );
}
