"use client";
import { useQuery } from "@tanstack/react-query";
import { Unseen } from "@/components/overview/unseen";
import { alertVisibilityOptions } from "@/lib/insight/api";

/** What could not be seen in the days of an alert. */
export function AlertUnseen({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(alertVisibilityOptions(alertId));
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p className="t2">Reading what could not be seen</p>;
  return <Unseen visibility={data} title="What could not be seen" />;
}
