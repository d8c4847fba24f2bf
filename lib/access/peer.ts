/** The peer's address as our own server saw it; instrumentation sets it over whatever a client sent. */
export const PEER_HEADER = "x-rollcall-peer";
