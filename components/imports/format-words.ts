import type { Import } from "@/lib/intake/schema";

const FORMAT: Record<string, string> = {
  "graph-sign-in": "Graph sign-ins",
  "graph-audit": "Graph audit log",
  diagnostic: "Diagnostic settings",
  "log-analytics": "Log Analytics",
  "portal-sign-in": "Portal sign-ins (CSV)",
  "portal-audit": "Portal audit log (CSV)",
  ual: "Unified audit log",
  "ual-flat": "Unified audit log, flattened (CSV)",
  "elastic-azure": "Elastic documents",
  "splunk-xml": "Windows Security (Splunk XML)",
  "elastic-csv": "Kibana (CSV)",
  "defender-sign-in": "Defender XDR sign-ins",
  "windows-evtx": "Windows Security (EVTX)",
  "windows-xml": "Windows Security (XML)",
  "get-winevent": "Windows Security (Get-WinEvent)",
  "event-viewer": "Windows Security (Event Viewer CSV)",
  evtxecmd: "Windows Security (EvtxECmd)",
  "security-event": "Windows Security (Log Analytics)",
  "splunk-text": "Windows Security (Splunk text)",
  "splunk-csv": "Splunk search result (CSV)",
  "windows-json": "Windows Security (JSON of evtx_dump)",
  winlogbeat: "Windows Security (Winlogbeat)",
  mapped: "Table with mapped columns (CSV)",
  nxlog: "Windows Security (NXLog)",
  several: "Several logs",
};
const ENCODING: Record<string, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16 LE",
  "utf-16be": "UTF-16 BE",
  binxml: "binary XML",
  "windows-1252": "Windows-1252",
};

const CONTAINER: Record<string, string> = { gzip: "gzip", zstd: "Zstandard", zip: "ZIP" };

/** Whether the bytes that came are those of something packed: their sizes are not the text's. */
export const isPacked = ({ container }: Pick<Import, "container">): boolean =>
  container !== null && CONTAINER[container] !== undefined;

/** What the file is, as people say it: "Graph sign-ins, UTF-8, gzip". A format without words keeps its id. */
export function formatWords({ format, encoding, container }: Import): string {
  return [
    format && (FORMAT[format] ?? format),
    encoding && (ENCODING[encoding] ?? encoding),
    container && CONTAINER[container],
  ]
    .filter(Boolean)
    .join(", ");
}
