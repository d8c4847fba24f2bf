import { SEVERITY_WORD } from "@/components/charts/scales";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import type { Alert } from "@/lib/alert/schema";
import type { Detection } from "@/lib/detection/schema";

/** "RC-04 says …; the arithmetic": what was seen stands in the list of detections, too. */
const seenIn = (step: string) => step.split("; ", 1)[0] ?? step;

/** The detection that a line of the alert speaks for: the only one of its rule and verdict with such reasons. */
const meantBy = (step: string, detections: readonly Detection[]) =>
  detections.find(
    ({ ruleId, verdict, severityWhy }) =>
      severityWhy.length > 0 &&
      step.startsWith(`${ruleId} says ${verdict} (`) &&
      step.endsWith(`; ${severityWhy.join(", ")}.`),
  );

/** What was seen, and below it how that was weighed, a reason a line; an hour's line has only the first. */
function Step({ step, detections }: { step: string; detections: readonly Detection[] }) {
  const detection = meantBy(step, detections);
  if (!detection)
    return (
      <li>
        <PlainText text={step} />
      </li>
    );
  return (
    <li>
      <div className="small t2">
        <PlainText text={seenIn(step)} />
      </div>
      <ul className="reasons">
        {detection.severityWhy.map((reason) => (
          <li key={reason}>
            <PlainText text={reason} />
          </li>
        ))}
      </ul>
    </li>
  );
}

/** The severity's arithmetic, step by step as it was computed; the reasons of each rule once its detections are read. */
export function Why({ alert, detections }: { alert: Alert; detections: readonly Detection[] | null }) {
  return (
    <Block title={`Why ${SEVERITY_WORD[alert.severity].toLowerCase()}`} className="why">
      <ol className="steps">
        {alert.severityWhy.map((step) => (
          <Step key={step} step={step} detections={detections ?? []} />
        ))}
        <li>
          <SeverityMark severity={alert.severity} isBold />
        </li>
      </ol>
    </Block>
  );
}
