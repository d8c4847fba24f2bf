import pino from "pino";
import { env } from "./env";

/** One JSON line per entry on standard error. Log fields never hold secrets; values are escaped by pino. */
export const log = pino({ level: env().LOG_LEVEL, base: undefined }, pino.destination(2));
