import type { NetworkKind } from "./schema";

/** Kinds that somebody rents or hides behind for an hour: a source of them that is new to us is nobody's office. */
const RENTED: readonly NetworkKind[] = ["hosting", "tor", "vpn"];

/** Kinds in which our own people and programs sit: what fails there is first of all ours to mend. */
const OURS: readonly NetworkKind[] = ["own-egress", "sync-host", "help-desk", "ci-runner"];

/** Whether a kind raises a severity by itself: hosting and Tor. A VPN may be a traveller's. */
export const raisesSeverity = (kind: NetworkKind | null): boolean => kind === "hosting" || kind === "tor";

/** Hosting, Tor or VPN: where a success of a confirmed account is worth a look, and sources may be one campaign. */
export const isRented = (kind: NetworkKind | null): boolean => kind !== null && RENTED.includes(kind);

/** Our own: the benign pictures (integration, provisioning, tests, help desk) begin with this. */
export const isOurs = (kind: NetworkKind | null): boolean => kind !== null && OURS.includes(kind);
