import { defenderJson } from "./defender-sign-in";
import { diagnostic } from "./diagnostic";
import { elasticAzure } from "./elastic-azure";
import { evtxEcmdJson } from "./evtxecmd";
import { graphAudit } from "./graph-audit";
import { graphSignIn } from "./graph-sign-in";
import { logAnalyticsJson } from "./log-analytics";
import type { JsonFormat } from "./schema";
import { securityEventJson } from "./security-event";
import { splunkRawText, splunkRawXml } from "./splunk-raw";
import { ual } from "./ual";
import { windowsJsonFormats } from "./windows-formats";

/** Every JSON log format, asked in this order: a wrapping before what it wraps. */
export const jsonFormats: readonly JsonFormat[] = [
  ...windowsJsonFormats,
  diagnostic,
  graphAudit,
  graphSignIn,
  ual,
  logAnalyticsJson,
  defenderJson,
  evtxEcmdJson,
  securityEventJson,
  elasticAzure,
  splunkRawXml,
  splunkRawText,
];
