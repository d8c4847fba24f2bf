import { NO_ORIGIN } from "@/lib/detection/schema";

const WORKSTATION = /^workstation:(.+)$/s;
const HOST = /^host:([^/]+)(?:\/(.+))?$/s;

/** How an origin is called: Windows' logs name a machine where they have no address. */
export function originWords(origin: string): string {
  if (origin === NO_ORIGIN) return "no address";
  const [, workstation] = WORKSTATION.exec(origin) ?? [];
  if (workstation !== undefined) return `workstation ${workstation}`;
  const [, host, process] = HOST.exec(origin) ?? [];
  if (host === undefined) return origin;
  return process === undefined ? `host ${host}` : `host ${host}, process ${process}`;
}

/** What kind of origin it is, for people. */
export function originKind(kind: "address" | "workstation" | "none", origin: string): string {
  if (kind === "none") return "the log gave no address";
  if (kind === "address") return "address";
  return origin.startsWith("host:")
    ? "the machine that was asked; its log gave no address"
    : "workstation; the log gave a name instead of an address";
}
