import { SEVERITY_WORD } from "@/components/charts/scales";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import type { Alert } from "@/lib/alert/schema";

/** Commas inside of brackets belong to what they list. */
const BETWEEN = /, (?![^(]*\))/;

/** What was seen, and below it how that was weighed; an hour's line has only the first. */
function Step({ step }: { step: string }) {
  const [seen, weighed] = step.split(/; (.*)/s);
  return (
    <li>
      <div className={weighed ? "small t2" : undefined}>{seen}</div>
      {weighed?.split(BETWEEN).map((part) => (
        <div key={part}>{part}</div>
      ))}
    </li>
  );
}

/** The severity's arithmetic, step by step as it was computed. */
export function Why({ alert }: { alert: Alert }) {
  return (
    <Block title={`Why ${SEVERITY_WORD[alert.severity].toLowerCase()}`} className="why">
      <ol className="steps">
        {alert.severityWhy.map((step) => (
          <Step key={step} step={step} />
        ))}
        <li>
          <SeverityMark severity={alert.severity} isBold />
        </li>
      </ol>
    </Block>
  );
}
