import { getWinEventJson } from "./get-winevent-json";
import { nxlog } from "./nxlog";
import type { JsonFormat } from "./schema";
import { windowsJson } from "./windows-json";
import { winlogbeat } from "./winlogbeat";

/** The Windows Security log as JSON. What each claims are its own keys, found at once and in no other log. */
export const windowsJsonFormats: readonly JsonFormat[] = [windowsJson, winlogbeat, nxlog, getWinEventJson];
