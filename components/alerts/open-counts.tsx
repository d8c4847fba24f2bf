"use client";
import { HIGHEST_FIRST } from "@/components/charts/scales";
import { SeverityMark } from "@/components/charts/severity-mark";
import { count } from "@/components/ui/utc";
import type { Severity } from "@/lib/detection/schema";

type Props = {
  counts: Partial<Record<Severity, number>>;
  chosen: string | undefined;
  onChoose: (severity: Severity | null) => void;
};

/** Open alerts by severity; choosing one filters the list, choosing it again clears that. */
export function OpenCounts({ counts, chosen, onChoose }: Props) {
  return (
    <fieldset className="row wrap open-counts">
      <legend className="unseen">Open alerts by severity</legend>
      {HIGHEST_FIRST.filter((severity) => severity !== "informational" || counts.informational).map(
        (severity) => (
          <button
            key={severity}
            type="button"
            aria-pressed={chosen === severity}
            onClick={() => onChoose(chosen === severity ? null : severity)}
          >
            <span className="figure">{count(counts[severity] ?? 0)}</span>
            <span className="small">
              <SeverityMark severity={severity} />
            </span>
          </button>
        ),
      )}
    </fieldset>
  );
}
