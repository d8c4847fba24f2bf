import { z } from "zod";
import type { Operation } from "./operation";

const tag = "health";

export const liveCall = {
  id: "live",
  method: "get",
  path: "/api/health/live",
  tag,
  summary: "Whether the process answers",
  isOpen: true,
  answers: { 200: { description: "It does.", schema: z.object({ status: z.literal("live") }) } },
} satisfies Operation;

export const readyCall = {
  id: "ready",
  method: "get",
  path: "/api/health/ready",
  tag,
  summary: "Whether the database answers and is migrated",
  isOpen: true,
  answers: { 200: { description: "It is.", schema: z.object({ status: z.literal("ready") }) } },
} satisfies Operation;

export const describeCall = {
  id: "describe",
  method: "get",
  path: "/api/v1/openapi.json",
  tag,
  summary: "This document",
  isForAnyKey: true,
  answers: { 200: { description: "OpenAPI 3.1.", schema: z.record(z.string(), z.unknown()) } },
} satisfies Operation;
