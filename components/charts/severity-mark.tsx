import {
  IconAlertOctagonFilled,
  IconAlertTriangle,
  IconAlertTriangleFilled,
  IconInfoCircle,
  IconSquareRotated,
} from "@tabler/icons-react";
import type { Severity } from "@/lib/detection/schema";
import { SEVERITY_WORD } from "./scales";

/** Shape and word and colour, so that none of them has to carry it alone. */
const ICON = {
  informational: IconInfoCircle,
  low: IconSquareRotated,
  medium: IconAlertTriangle,
  high: IconAlertTriangleFilled,
  critical: IconAlertOctagonFilled,
} as const satisfies Record<Severity, unknown>;

export function SeverityMark({ severity, isBold }: { severity: Severity; isBold?: boolean }) {
  const Icon = ICON[severity];
  return (
    <span className="mark" style={{ color: `var(--severity-${severity})`, fontWeight: isBold ? 600 : 500 }}>
      <Icon size={15} stroke={2} aria-hidden="true" />
      {SEVERITY_WORD[severity]}
    </span>
  );
}
