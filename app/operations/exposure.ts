import { z } from "zod";
import { ExposureFilter, ExposureList, ExposureQuery } from "@/lib/insight/exposure-schema";
import type { Operation } from "./operation";

const tag = "accounts";

export const readExposureCall = {
  id: "readExposure",
  method: "get",
  path: "/api/v1/exposure",
  tag,
  summary: "Accounts that flagged origins know of, the best answer first",
  description:
    "Of one alert, or first learned in a range, or all. An origin is flagged within a day of its detections. Each " +
    "account stands once, with its best answer; hints only when `answer` names them. What only benign, false or " +
    "suppressed alerts learned is left out and counted in `hidden`, unless `benign=true` or the alert is named.",
  query: ExposureQuery,
  answers: { 200: { description: "One page of accounts.", schema: ExposureList } },
  problems: [404],
} satisfies Operation;

export const exportExposureCsvCall = {
  id: "exportExposureCsv",
  method: "get",
  path: "/api/v1/exposure.csv",
  tag,
  summary: "The same list, whole, as CSV",
  description:
    "Cells that a spreadsheet would run as a formula get an apostrophe in front. An error on the way breaks the connection.",
  query: ExposureFilter,
  answers: {
    200: { description: "RFC 4180 in UTF-8 with a byte order mark.", type: "text/csv", schema: z.string() },
  },
  problems: [404],
} satisfies Operation;
