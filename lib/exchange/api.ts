import { queryOptions } from "@tanstack/react-query";
import { getJson } from "@/lib/fetch";
import { HuntList, PortList } from "./schema";

export const huntsOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "hunts"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/hunts`, HuntList),
  });

const portsUrl = (ruleId: string) => `/api/v1/rules/${encodeURIComponent(ruleId)}/ports`;

export const portsOptions = (ruleId: string) =>
  queryOptions({ queryKey: ["rule", ruleId, "ports"], queryFn: () => getJson(portsUrl(ruleId), PortList) });

/** Where a rule's file is downloaded from. */
export const portHref = (ruleId: string, format: string): string => `${portsUrl(ruleId)}/${format}`;
