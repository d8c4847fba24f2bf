import type { Scope } from "@/lib/access/schema";
import { mmdb } from "./mmdb";

export const ORIGIN = "http://127.0.0.1:3000";
export const IP = "198.51.100.7";

/** What a call is made with; what is left out is the operation's right call. */
export type Sent = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: BodyInit | object;
  /** Null: nobody. */
  key?: string | null;
};
export type Case = {
  /** The scope without which it is refused. */
  scope?: Scope;
  right: () => Sent;
  /** A path that names nothing, where the operation has parameters in its path. */
  missing?: Record<string, string>;
  /** Further calls by the status each must get. */
  other?: [status: number, sent: () => Sent][];
};

/** Ids of what the calls are about, made before the first of them; a case reads them when it is called. */
export const held = {
  setUpToken: "",
  alert: "",
  merged: "",
  detection: "",
  import: "",
  arriving: "",
  queued: "",
  upload: "",
  cutUpload: "",
  unwantedUpload: "",
  endedUpload: "",
  arrivedUpload: "",
  failed: "",
  unkept: "",
  again: "",
  unwanted: "",
  broken: "",
  event: "",
  reevaluation: "",
  network: "",
  places: "",
  lost: "",
  unknown: "",
  unkeptUnknown: "",
  mapping: "",
  version: 0,
};
export const keys: Record<"all" | Scope, string> = { all: "", read: "", ingest: "", triage: "", admin: "" };
export const ADMIN = { name: "Ada", email: "ada@example.com", password: "correct-horse-9" };

export const CLOSING = { status: "closed", classification: "undetermined" };
export const ifMatch = (version: number) => ({ "if-match": `"${version}"` });
export const NONE = { id: "99999999" };
export const TUS = { "tus-resumable": "1.0.0" };
/** Five bytes of a resumable upload, as each one here has. */
export const PIECE = { ...TUS, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
export const ANNOUNCED = { ...TUS, "upload-length": "5", "upload-metadata": "filename ZXhwb3J0Lmpzb24=" };
export const NO_UPLOAD = { upload: "00000000-0000-4000-8000-000000000000" };
export const USERS = "userPrincipalName,mail\nana@contoso.example,\n,nobody@contoso.example\n";

/** A table whose header nobody knows, and which of its columns hold what. */
export const TABLE = "Uhr;Wer;Woher\n2026-03-03 10:00;ana;203.0.113.9\n2026-03-03 10:01;bob;203.0.113.9\n";
export const MAPPING = { time: "uhr", account: "wer", address: "woher" };

export const LIST = { kind: "tor", label: "Tor exits", owner: "SOC" } as const;
export const PLACES = new Uint8Array(mmdb({ "198.51.100.0/24": { country: "NL", asn: "AS64496" } }));
