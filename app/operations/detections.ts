import { z } from "zod";
import {
  Detection,
  DetectionList,
  DetectionNameList,
  DetectionQuery,
  Page,
  RuleInfo,
  RuleList,
} from "@/lib/detection/schema";
import { ById, type Operation } from "./operation";

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
  params: z.object({ id: z.string().max(20) }),
  answers: { 200: { description: "The rule.", schema: RuleInfo } },
  problems: [404],
} satisfies Operation;
