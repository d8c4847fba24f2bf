import { type Reading, rejected, type Setting } from "./schema";

/** Whether a text begins as one event of Windows does. */
export const isEventXml = (text: string): boolean => /^\s*(?:<\?xml[^>]*>\s*)?<Event[\s>]/.test(text);

/** An event of Windows as XML that stood in a cell or a field of another export. */
export function readEventXml(_text: string, _setting: Setting): Reading {
  return rejected("an event as XML inside another record is not read yet");
}
