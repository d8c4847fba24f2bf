import { z } from "zod";
import { NewTick, Tick } from "@/lib/alert/tick-schema";
import { HuntList, PortFormat, PortList } from "@/lib/exchange/schema";
import { Guide } from "@/lib/insight/guide-schema";
import { AlertSources } from "@/lib/insight/sources-schema";
import { AlertUses } from "@/lib/insight/uses-schema";
import { ById, type Operation } from "./operation";

const ByRule = z.object({ id: z.string().max(20) });

export const readGuideCall = {
  id: "readGuide",
  method: "get",
  path: "/api/v1/alerts/{id}/guide",
  tag: "alerts",
  summary: "An alert's guide answered from the data, and its playbook, with who ticked what",
  description:
    "The strongest answer of the alert decides the stage. An alert that was merged gives the guide of the one it is " +
    "part of.",
  params: ById,
  answers: { 200: { description: "Guide and playbook.", schema: Guide } },
  problems: [404],
} satisfies Operation;

export const tickStepCall = {
  id: "tickStep",
  method: "post",
  path: "/api/v1/alerts/{id}/guide",
  tag: "alerts",
  summary: "Tick a step of the guide or the playbook, or take the tick back",
  description:
    "Nothing is written over: each call adds to the alert's history. With `seen`, a step that somebody ticked since " +
    "is refused (409), and so is an alert that was merged. Taking back what nobody ticked is 400. Needs the scope " +
    "triage.",
  params: ById,
  body: NewTick,
  answers: { 200: { description: "The step's latest tick.", schema: Tick } },
  problems: [404, 409],
} satisfies Operation;

export const readHuntsCall = {
  id: "readHunts",
  method: "get",
  path: "/api/v1/alerts/{id}/hunts",
  tag: "alerts",
  summary: "Hunting queries in KQL that go on from an alert, with its values",
  description:
    "Sources, accounts, times, codes and agents of the alert are filled in; a list that was cut says so above itself. " +
    "A query without the values it needs is left out.",
  params: ById,
  answers: { 200: { description: "The queries, by number.", schema: HuntList } },
  problems: [404],
} satisfies Operation;

export const readAlertSourcesCall = {
  id: "readAlertSources",
  method: "get",
  path: "/api/v1/alerts/{id}/sources",
  tag: "alerts",
  summary: "Where an alert's names were asked for from, what learned most first",
  description: "Of a campaign its sources, of any other alert its one; only what the detections hold counts.",
  params: ById,
  answers: { 200: { description: "At most 200 sources.", schema: AlertSources } },
  problems: [404],
} satisfies Operation;

export const readAlertUsesCall = {
  id: "readAlertUses",
  method: "get",
  path: "/api/v1/alerts/{id}/uses",
  tag: "alerts",
  summary: "What was done afterwards with the accounts that an alert confirmed",
  description:
    "First sign-ins and right passwords within a fortnight, from where nobody had signed in as the account before it " +
    "was found out.",
  params: ById,
  answers: { 200: { description: "At most 100, from the alert's own sources first.", schema: AlertUses } },
  problems: [404],
} satisfies Operation;

export const listPortsCall = {
  id: "listPorts",
  method: "get",
  path: "/api/v1/rules/{id}/ports",
  tag: "rules",
  summary: "What a rule can be downloaded as, and what each file leaves out",
  params: ByRule,
  answers: {
    200: { description: "One entry for each product; none where a rule has no port.", schema: PortList },
  },
  problems: [404],
} satisfies Operation;

export const readPortCall = {
  id: "readPort",
  method: "get",
  path: "/api/v1/rules/{id}/ports/{format}",
  tag: "rules",
  summary: "A rule as another product's file",
  description:
    "With the numbers that the rule has now. Sentinel and Sigma are YAML, Splunk and Elastic plain text.",
  params: ByRule.extend({ format: PortFormat }),
  answers: {
    200: {
      description: "The file.",
      schema: z.string(),
      type: ["application/yaml", "text/plain"],
      headers: ["Content-Disposition"],
    },
  },
  problems: [404],
} satisfies Operation;
