"use client";
import { useQuery } from "@tanstack/react-query";
import { Unseen } from "@/components/overview/unseen";
import { Pending } from "@/components/ui/pending";
import { alertVisibilityOptions } from "@/lib/insight/api";

const TITLE = "What could not be seen";

/** What could not be seen in the days of an alert. */
export function AlertUnseen({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(alertVisibilityOptions(alertId));
  if (!data) return <Pending title={TITLE} words="Reading what could not be seen" error={error} />;
  return <Unseen visibility={data} title={TITLE} />;
}
