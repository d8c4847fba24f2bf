import { defenderCsv } from "./defender-sign-in";
import { elasticCsv } from "./elastic-csv";
import { eventViewer } from "./event-viewer";
import { evtxEcmdCsv } from "./evtxecmd";
import { getWinevent } from "./get-winevent";
import { logAnalyticsCsv } from "./log-analytics";
import { portalAudit } from "./portal-audit";
import { portalSignIn } from "./portal-sign-in";
import type { TableFormat } from "./schema";
import { securityEventCsv } from "./security-event";
import { splunkCsv } from "./splunk-csv";
import { ualCsv, ualFlatCsv } from "./ual-csv";

/**
 * Every log format of columns and rows; at most one claims a header. Apart from the JSON formats, because a cell may
 * hold a record of one of those.
 */
export const tableFormats: readonly TableFormat[] = [
  splunkCsv,
  portalSignIn,
  portalAudit,
  ualCsv,
  ualFlatCsv,
  logAnalyticsCsv,
  defenderCsv,
  elasticCsv,
  getWinevent,
  eventViewer,
  evtxEcmdCsv,
  securityEventCsv,
];
