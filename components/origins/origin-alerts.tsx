import { AlertsOf } from "@/components/alerts/alerts-of";
import { Block } from "@/components/ui/block";
import type { Alert } from "@/lib/alert/schema";

/** What the rules made of this origin. */
export function OriginAlerts({ alerts }: { alerts: Alert[] }) {
  return (
    <Block title="Alerts from here">
      {alerts.length === 0 ? (
        <p className="body t2">
          No rule fired on this origin. That is no verdict: a slow or spread probe stays under hourly
          thresholds.
        </p>
      ) : (
        <AlertsOf alerts={alerts} />
      )}
    </Block>
  );
}
