import { Unreadable } from "./evtx-binary-xml";
import { EvtxSlice } from "./evtx-cutter";
import { type Reading, rejected, type Setting, type Slice } from "./schema";
import { windowsEvent } from "./windows-event";

const WINDOWS_TIME = { isUtc: true };

/** The event of a record as it was cut, or why there is none. */
export function readEvtx(slice: Slice, setting: Setting): Reading {
  if (!(slice instanceof EvtxSlice)) return rejected(slice.problem ?? "bytes that are no whole record");
  const { record } = slice;
  if (typeof record === "string") return broken(record);
  try {
    return windowsEvent(record, setting, WINDOWS_TIME);
  } catch (error) {
    if (error instanceof Unreadable) return broken(error.message);
    throw error;
  }
}

const broken = (why: string): Reading => rejected(`broken record: ${why}`);
