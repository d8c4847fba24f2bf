import pino from "pino";
import { logLevel } from "./env";

/** One JSON line per entry on standard error. Log fields never hold secrets; values are escaped by pino. */
export const log = pino({ level: logLevel(), base: undefined }, pino.destination(2));
