import { queryOptions } from "@tanstack/react-query";
import { getJson, sendJson } from "@/lib/fetch";
import {
  Detection,
  DetectionList,
  DetectionNameList,
  type NewRuleSetting,
  Reevaluation,
  ReevaluationList,
  RuleInfo,
  RuleList,
} from "./schema";

/** What the address of a list of detections holds. */
export type DetectionView = {
  rule?: string;
  origin?: string;
  alert?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
};

function searchOf(view: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value !== undefined) search.set(key, String(value));
  return search.size > 0 ? `?${search}` : "";
}

export const detectionsOptions = (view: DetectionView = {}) =>
  queryOptions({
    queryKey: ["detections", view],
    queryFn: () => getJson(`/api/v1/detections${searchOf(view)}`, DetectionList),
  });

export const detectionOptions = (id: string) =>
  queryOptions({
    queryKey: ["detection", id],
    queryFn: () => getJson(`/api/v1/detections/${id}`, Detection),
  });

export const detectionNamesOptions = (id: string, page: { limit?: number; cursor?: string } = {}) =>
  queryOptions({
    queryKey: ["detection-names", id, page],
    queryFn: () => getJson(`/api/v1/detections/${id}/names${searchOf(page)}`, DetectionNameList),
  });

export const rulesOptions = () =>
  queryOptions({ queryKey: ["rules"], queryFn: () => getJson("/api/v1/rules", RuleList) });

export const ruleOptions = (id: string) =>
  queryOptions({
    queryKey: ["rule", id],
    queryFn: () => getJson(`/api/v1/rules/${encodeURIComponent(id)}`, RuleInfo),
  });

const reevaluationsUrl = (id: string) => `/api/v1/rules/${encodeURIComponent(id)}/reevaluations`;

/** The latest few of a rule. */
export const reevaluationsOptions = (id: string) =>
  queryOptions({
    queryKey: ["rule", id, "reevaluations"],
    queryFn: () => getJson(`${reevaluationsUrl(id)}?limit=5`, ReevaluationList),
  });

export const sendReevaluation = (id: string): Promise<Reevaluation> =>
  sendJson("POST", reevaluationsUrl(id), {}, Reevaluation);

/** Sets a rule's thresholds as they were seen at a revision. */
export const sendThresholds = (id: string, revision: number, setting: NewRuleSetting): Promise<RuleInfo> =>
  sendJson("PATCH", `/api/v1/rules/${encodeURIComponent(id)}`, setting, RuleInfo, {
    "if-match": `"${revision}"`,
  });

export const isOpen = ({ status }: Pick<Reevaluation, "status">) =>
  status === "queued" || status === "running";
