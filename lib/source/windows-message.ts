import { detached } from "./fields";
import { type Reading, rejected, type Setting } from "./schema";
import { windowsEvent } from "./windows-event";
import { type Meaning, meaningOf, type Section } from "./windows-message-words";
import type { WindowsRecord } from "./windows-record";

/** What a message of each event that is read must say; where a label is missing, nothing is guessed. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map([
  ["4624", ["TargetUserName", "LogonType", "IpAddress"]],
  ["4625", ["TargetUserName", "LogonType", "Status", "SubStatus", "IpAddress"]],
  ["4768", ["TargetUserName", "Status", "PreAuthType", "IpAddress"]],
  ["4771", ["TargetUserName", "Status", "IpAddress"]],
  ["4776", ["TargetUserName", "Status", "Workstation"]],
  ["4740", ["TargetUserName"]],
  ["4648", ["TargetUserName"]],
]);

export const UNREADABLE_MESSAGE =
  "the message is cut, or in a language other than English, German, French and Spanish";
/** A name that was typed may hold line breaks, and then a label too. */
export const LABEL_TWICE = "the message says the same thing twice: a name in it holds line breaks";

type Rendered = Omit<WindowsRecord, "data">;

/**
 * An event of which only the rendered message is left. Its labels are the language's own; an export without channel
 * and provider is known by them. What cannot be read is rejected, unless the event is of no interest whatever it says.
 */
export function renderedEvent(event: Rendered, message: string, setting: Setting): Reading {
  const required = REQUIRED.get(event.eventId.trim());
  const told = required && messageFields(message);
  const isWhole = told instanceof Map && required?.every((field) => told.has(field));
  if (!isWhole) {
    const without = windowsEvent({ ...event, data: () => "" }, { ...setting, onAssumedZone: undefined });
    if (!without.ok && without.as === "skipped" && !(required && isNameless(event))) return without;
    return rejected(typeof told === "string" ? told : UNREADABLE_MESSAGE);
  }
  const channel = isNameless(event) ? "Security" : event.channel;
  return windowsEvent({ ...event, channel, data: (name) => told.get(name) ?? "" }, setting);
}

const isNameless = ({ channel, provider }: Rendered): boolean => channel === "" && provider === "";

/** Labels repeat in every message: what they mean is looked up once. */
const REMEMBERED = 2000;
const known = new Map<string, Meaning | null>();

function rememberedMeaning(label: string): Meaning | null {
  const before = known.get(label);
  if (before !== undefined) return before;
  const meaning = meaningOf(label);
  if (known.size >= REMEMBERED) known.clear();
  known.set(detached(label), meaning);
  return meaning;
}

/**
 * The labelled lines of a message by EventData's names, or why they cannot be told. Two sections hold an "Account
 * Name": the heading above decides whose it is.
 */
export function messageFields(message: string): Map<string, string> | string {
  const fields = new Map<string, string>();
  let section: Section | null = null;
  for (let from = 0; from < message.length; ) {
    const end = message.indexOf("\n", from);
    const to = end < 0 ? message.length : end;
    const colon = message.indexOf(":", from);
    if (colon >= 0 && colon < to) {
      const value = valueIn(message, colon + 1, to);
      const isIndented = message[from] === "\t" || message[from] === " ";
      const meaning = rememberedMeaning(message.slice(from, colon));
      const field = fieldOf(meaning, section);
      if (meaning?.kind === "heading") section = meaning.section;
      else if (!meaning && value === "" && !isIndented) section = null;
      if (field !== null && fields.has(field)) return LABEL_TWICE;
      if (field !== null) fields.set(field, value);
    }
    from = to + 1;
  }
  return fields;
}

function fieldOf(meaning: Meaning | null, section: Section | null): string | null {
  if (meaning?.kind === "field") return meaning.field;
  return meaning?.kind === "account" && section ? (meaning.fields[section] ?? null) : null;
}

/** A value stands behind tabs; a blank at its end is its own, as in the logon process `NtLmSsp `. */
function valueIn(message: string, from: number, to: number): string {
  let begin = message[from] === ":" ? from + 1 : from;
  let end = to;
  while (begin < end && (message[begin] === "\t" || message[begin] === " ")) begin += 1;
  if (message[end - 1] === "\r") end -= 1;
  return message.slice(begin, Math.max(begin, end));
}
