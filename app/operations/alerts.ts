import { z } from "zod";
import {
  Alert,
  AlertFacets,
  AlertHistory,
  AlertList,
  AlertNameList,
  AlertNameQuery,
  AlertQuery,
  BulkResult,
  BulkRuling,
  Moved,
  Ruling,
} from "@/lib/alert/schema";
import { Choice } from "@/lib/insight/choice-schema";
import { Manner } from "@/lib/insight/manner-schema";
import { Visibility } from "@/lib/insight/visibility-schema";
import { ById, type Operation } from "./operation";

const tag = "alerts";
const MOVED = {
  description: "It was merged into another alert; Location names it.",
  schema: Moved,
  headers: ["Location"],
};

export const listAlertsCall = {
  id: "listAlerts",
  method: "get",
  path: "/api/v1/alerts",
  tag,
  summary: "Alerts, the latest activity first",
  description:
    "Several words of one filter stand with commas between. `origin=~none` picks those without an origin.",
  query: AlertQuery,
  answers: { 200: { description: "One page of alerts.", schema: AlertList } },
} satisfies Operation;

export const readAlertCall = {
  id: "readAlert",
  method: "get",
  path: "/api/v1/alerts/{id}",
  tag,
  summary: "One alert",
  params: ById,
  answers: {
    200: { description: "The alert; ETag is its version.", schema: Alert, headers: ["ETag"] },
    308: MOVED,
  },
  problems: [404],
} satisfies Operation;

export const ruleAlertCall = {
  id: "ruleAlert",
  method: "patch",
  path: "/api/v1/alerts/{id}",
  tag,
  summary: "Rule on the version of an alert that was seen",
  description:
    "Absent fields keep their value. Closing needs a classification (422). Without If-Match 428; when somebody " +
    "else ruled, new detections came or it was merged since, 409.",
  params: ById,
  headers: z.object({
    "If-Match": z.string().meta({ description: "The ETag that was seen.", example: '"7"' }),
  }),
  body: Ruling,
  answers: {
    200: { description: "The alert after it; ETag is its new version.", schema: Alert, headers: ["ETag"] },
  },
  problems: [404, 409, 422, 428],
} satisfies Operation;

export const ruleAlertsCall = {
  id: "ruleAlerts",
  method: "post",
  path: "/api/v1/alerts/bulk",
  tag,
  summary: "The same ruling on up to 1,000 alerts",
  description: "Each is decided for itself; the answer says what became of each, in the order of `ids`.",
  body: BulkRuling,
  answers: { 200: { description: "One result for each id.", schema: BulkResult } },
} satisfies Operation;

export const readAlertNamesCall = {
  id: "readAlertNames",
  method: "get",
  path: "/api/v1/alerts/{id}/names",
  tag,
  summary: "Every account an alert's detections asked for, with its best answer",
  params: ById,
  query: AlertNameQuery,
  answers: { 200: { description: "One page of names.", schema: AlertNameList } },
  problems: [404],
} satisfies Operation;

export const readAlertFacetsCall = {
  id: "readAlertFacets",
  method: "get",
  path: "/api/v1/alerts/{id}/facets",
  tag,
  summary: "With what an alert's names were asked for, and what was answered",
  params: ById,
  answers: { 200: { description: "Apps, clients, agents and codes.", schema: AlertFacets } },
  problems: [404],
} satisfies Operation;

export const readAlertHistoryCall = {
  id: "readAlertHistory",
  method: "get",
  path: "/api/v1/alerts/{id}/history",
  tag,
  summary: "Every ruling on an alert, the latest first",
  params: ById,
  answers: { 200: { description: "The rulings.", schema: AlertHistory } },
  problems: [404],
} satisfies Operation;

export const readAlertMannerCall = {
  id: "readAlertManner",
  method: "get",
  path: "/api/v1/alerts/{id}/manner",
  tag,
  summary: "How an alert's names were asked for, and which tools leave such traces",
  description: "`consistent with` a tool, never that it was: every trace can be copied or changed.",
  params: ById,
  answers: { 200: { description: "Applications, agents, protocols and likeness.", schema: Manner } },
  problems: [404],
} satisfies Operation;

export const readAlertChoiceCall = {
  id: "readAlertChoice",
  method: "get",
  path: "/api/v1/alerts/{id}/choice",
  tag,
  summary: "How an alert's names were chosen, and which harmless picture that fits",
  description:
    "Order, pattern, shared defects, rounds and spacing of what the alert's detections count; what the directory says " +
    "of the names where one was uploaded. `pictures` weighs each benign category with its numbers: a suggestion for " +
    "the ruling, which hides nothing. An alert that was merged gives those of the one it is part of.",
  params: ById,
  answers: { 200: { description: "Measures, pictures and signals.", schema: Choice } },
  problems: [404],
} satisfies Operation;

export const readAlertVisibilityCall = {
  id: "readAlertVisibility",
  method: "get",
  path: "/api/v1/alerts/{id}/visibility",
  tag,
  summary: "What could not be seen in the days of an alert",
  params: ById,
  answers: { 200: { description: "Statements.", schema: Visibility } },
  problems: [404],
} satisfies Operation;
