import type { Header } from "./schema";

/** CSV exports that Rollcall knows but does not read: what they are, and what to export instead. */
const EXPORTS: readonly { isIt: (header: Header) => boolean; refusal: string }[] = [
  {
    isIt: ({ has }) => has("request id") && has("authentication method") && !has("username"),
    refusal:
      "This is the authentication-details part of a sign-in download. Upload the other file of that download instead, the one without AuthDetails in its name.",
  },
  {
    isIt: ({ has }) => has("service principal id") && !has("username"),
    refusal:
      "These are sign-ins of service principals or managed identities, which name no user. Export the interactive and non-interactive user sign-ins instead.",
  },
  {
    isIt: ({ has }) => has("timestamp") && (has("accountupn") || has("actiontype") || has("errorcode")),
    refusal:
      "This is a Defender XDR hunting result, but not of sign-ins of users. Export the rows of EntraIdSignInEvents with Timestamp, ErrorCode, AccountUpn and ApplicationId instead, or the sign-in logs from the Entra admin centre.",
  },
  {
    isIt: ({ has }) => has("eventid") || has("event id") || has("providername") || has("eventrecordid"),
    refusal:
      "This is a Windows event log, but in a form that Rollcall does not know. Export the Security log as EVTX or XML instead.",
  },
  {
    isIt: ({ has }) => has("_raw"),
    refusal:
      "This is a Splunk search result, but its raw events are not of a log that Rollcall reads. Search for Entra sign-ins or for the Windows Security log instead, and export the raw events.",
  },
  {
    isIt: ({ names }) => names.some((name) => name !== "date (utc)" && name.endsWith("(utc)")),
    refusal:
      "The column names of this export are not in English. Set the portal's language to English and download it again, or choose JSON.",
  },
];

/** The refusal for a known foreign header; null for an unknown one. */
export function foreignExport(header: Header): string | null {
  return EXPORTS.find(({ isIt }) => isIt(header))?.refusal ?? null;
}
