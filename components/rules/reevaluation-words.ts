import { count } from "@/components/ui/utc";
import type { Reevaluation } from "@/lib/detection/schema";

/** Percent done; before it has counted what lies ahead, nothing is. */
export function shareOf({ hours: { done, total } }: Pick<Reevaluation, "hours">): number {
  return total === null || total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100));
}

type Standing = Pick<Reevaluation, "status" | "hours">;

/** One line: where it stands. An hour is one of one origin. */
export function standingOf(item: Standing): string {
  const { done, total } = item.hours;
  if (item.status === "done") return `Done over ${count(done)} origin-hours.`;
  if (item.status === "failed") return "It did not come to its end.";
  if (total === null) return "Waiting for its turn.";
  const how = `${shareOf(item)} %, ${count(done)} of ${count(total)} origin-hours`;
  return item.status === "running" ? `Running: ${how}.` : `Waiting for imports: ${how}.`;
}

/** What it changed, in numbers; rows that came meanwhile count too. */
export function changeOf({ detections: { before, after } }: Pick<Reevaluation, "detections">): string {
  if (before === null || after === null) return "";
  if (before === after) return `${count(after)} detections, as before.`;
  return `${count(after)} detections; ${count(before)} before.`;
}
