import { route } from "@/app/door";
import type { Actor } from "@/lib/access/schema";
import type { Call, Input } from "@/lib/http";
import { checkVersion, TUS_VERSION } from "@/lib/intake/resumable";
import type { Progress } from "@/lib/intake/run-resume";
import { ANSWER_HEADERS } from "@/lib/problem";

/** What the headers of the protocol say of an upload. */
export const progressHeaders = ({ bytes, length, metadata, importId, expires }: Progress) => ({
  "upload-offset": String(bytes),
  "upload-length": String(length),
  "upload-import": importId,
  ...(metadata ? { "upload-metadata": metadata } : {}),
  ...(expires ? { "upload-expires": expires.toUTCString() } : {}),
});

/** An answer that is all headers. */
export const headersAnswer = (status: number, headers: Record<string, string>): Response =>
  new Response(null, { status, headers: { ...ANSWER_HEADERS, ...headers } });

/** A route that speaks tus: every answer names the version, a refusal too, and every call must. */
export function resumableRoute<I extends Input>(
  input: I,
  run: (call: Call<I, Actor>) => Promise<Response>,
): ReturnType<typeof route> {
  const handler = route(input, (call: Call<I, Actor>) => {
    if (call.request.method !== "OPTIONS") checkVersion(call.request.headers);
    return run(call);
  });
  return async (request, context) => {
    const answer = await handler(request, context);
    answer.headers.set("tus-resumable", TUS_VERSION);
    return answer;
  };
}
