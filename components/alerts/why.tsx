import { SEVERITY_WORD } from "@/components/charts/scales";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import type { Alert } from "@/lib/alert/schema";

/** The severity's arithmetic, step by step as it was computed. */
export function Why({ alert }: { alert: Alert }) {
  return (
    <Block title={`Why ${SEVERITY_WORD[alert.severity].toLowerCase()}`} className="why">
      <ol className="steps">
        {alert.severityWhy.map((step) => (
          <li key={step}>{step}</li>
        ))}
        <li>
          <SeverityMark severity={alert.severity} isBold />
        </li>
      </ol>
    </Block>
  );
}
