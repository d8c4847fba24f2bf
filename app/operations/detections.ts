import { z } from "zod";
import {
  Detection,
  DetectionList,
  DetectionNameList,
  DetectionQuery,
  NewReevaluation,
  NewRuleSetting,
  Page,
  Reevaluation,
  ReevaluationList,
  RuleInfo,
  RuleList,
} from "@/lib/detection/schema";
import { ById, Id, type Operation } from "./operation";

const ByRule = z.object({ id: z.string().max(20) });

export const listDetectionsCall = {
  id: "listDetections",
  method: "get",
  path: "/api/v1/detections",
  tag: "detections",
  summary: "Detections, the newest window first",
  description: "`from` and `to` pick windows that overlap the range; `origin=~none` is the empty origin.",
  query: DetectionQuery,
  answers: { 200: { description: "One page of detections.", schema: DetectionList } },
} satisfies Operation;

export const readDetectionCall = {
  id: "readDetection",
  method: "get",
  path: "/api/v1/detections/{id}",
  tag: "detections",
  summary: "One detection",
  params: ById,
  answers: { 200: { description: "The detection.", schema: Detection } },
  problems: [404],
} satisfies Operation;

export const readDetectionNamesCall = {
  id: "readDetectionNames",
  method: "get",
  path: "/api/v1/detections/{id}/names",
  tag: "detections",
  summary: "Every name a detection asked for, as typed, the strongest answer first",
  params: ById,
  query: Page,
  answers: { 200: { description: "One page of names.", schema: DetectionNameList } },
  problems: [404],
} satisfies Operation;

export const listRulesCall = {
  id: "listRules",
  method: "get",
  path: "/api/v1/rules",
  tag: "rules",
  summary: "The catalogue of rules",
  query: Page,
  answers: { 200: { description: "All rules.", schema: RuleList } },
} satisfies Operation;

export const readRuleCall = {
  id: "readRule",
  method: "get",
  path: "/api/v1/rules/{id}",
  tag: "rules",
  summary: "One rule with its logic, thresholds and advice",
  params: ByRule,
  answers: { 200: { description: "The rule; ETag is its revision.", schema: RuleInfo, headers: ["ETag"] } },
  problems: [404],
} satisfies Operation;

export const setRuleCall = {
  id: "setRule",
  method: "patch",
  path: "/api/v1/rules/{id}",
  tag: "rules",
  summary: "Set a rule's thresholds, with a reason",
  description:
    "Thresholds that are not named go back to the catalogue's own. All data is evaluated anew afterwards; rulings " +
    "stay. Without If-Match 428; when somebody else set them since, 409. Rules that are kept as their seed refuse (400).",
  params: ByRule,
  headers: z.object({
    "If-Match": z.string().meta({ description: "The ETag that was seen.", example: '"0"' }),
  }),
  body: NewRuleSetting,
  answers: {
    200: { description: "The rule after it; ETag is its new revision.", schema: RuleInfo, headers: ["ETag"] },
  },
  problems: [404, 409, 428],
} satisfies Operation;

export const reevaluateRuleCall = {
  id: "reevaluateRule",
  method: "post",
  path: "/api/v1/rules/{id}/reevaluations",
  tag: "rules",
  summary: "Evaluate a rule anew over the rows held, in the background",
  description:
    "Over all rows, or those of a range widened to whole UTC hours. Imports go first, and rulings stay as they " +
    "are. While the same is still open, the answer is that one. Needs the scope triage.",
  params: ByRule,
  body: NewReevaluation,
  answers: {
    202: { description: "It is queued; Location names it.", schema: Reevaluation, headers: ["Location"] },
  },
  problems: [404],
} satisfies Operation;

export const listReevaluationsCall = {
  id: "listReevaluations",
  method: "get",
  path: "/api/v1/rules/{id}/reevaluations",
  tag: "rules",
  summary: "The re-evaluations of a rule, the latest first",
  params: ByRule,
  query: Page,
  answers: { 200: { description: "One page of them.", schema: ReevaluationList } },
  problems: [404],
} satisfies Operation;

export const readReevaluationCall = {
  id: "readReevaluation",
  method: "get",
  path: "/api/v1/rules/{id}/reevaluations/{reevaluation}",
  tag: "rules",
  summary: "One re-evaluation with its progress",
  params: ByRule.extend({ reevaluation: Id }),
  answers: { 200: { description: "The re-evaluation.", schema: Reevaluation } },
  problems: [404],
} satisfies Operation;
