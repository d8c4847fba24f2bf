import type { Alert } from "@/lib/alert/schema";

/** The alert's own time, half-open: instants on the wire have milliseconds, rows microseconds. */
export const rangeOf = ({ firstSeen, lastSeen }: Alert) => ({
  from: firstSeen,
  to: new Date(Date.parse(lastSeen) + 1).toISOString(),
});
