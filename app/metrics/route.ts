import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readMetrics } from "@/lib/insight/run-metrics";
import { CLOSED_POLICY } from "@/lib/page-headers";
import { ANSWER_HEADERS, answerOfError } from "@/lib/problem";

export const dynamic = "force-dynamic";

const hashOf = (text: string) => createHash("sha256").update(text).digest();

/** Equal lengths first, by hashing: the time taken tells nothing about the token. */
const isSame = (given: string, token: string) => timingSafeEqual(hashOf(given), hashOf(token));

/** Not under /api and in no OpenAPI document: Prometheus expects it here, and a key of ours opens it not. */
export async function GET(request: Request): Promise<Response> {
  try {
    const token = env().ROLLCALL_METRICS_TOKEN;
    if (!token)
      throw new AppError("not-found", "There are no metrics here: ROLLCALL_METRICS_TOKEN is not set.");
    const given = /^bearer +(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    if (!isSame(given, token)) {
      throw new AppError("unauthenticated", "Send ROLLCALL_METRICS_TOKEN as a Bearer token.");
    }
    const { text, type } = await readMetrics();
    const headers = { ...ANSWER_HEADERS, "content-security-policy": CLOSED_POLICY, "content-type": type };
    return new Response(text, { headers });
  } catch (error) {
    return answerOfError(error);
  }
}
