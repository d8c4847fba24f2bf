import { diagnostic } from "./diagnostic";
import { graphAudit } from "./graph-audit";
import { graphSignIn } from "./graph-sign-in";
import type { JsonFormat } from "./schema";

/** Every JSON log format, asked in this order: a wrapping before what it wraps. */
export const jsonFormats: readonly JsonFormat[] = [diagnostic, graphAudit, graphSignIn];
