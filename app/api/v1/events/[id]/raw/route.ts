import { route } from "@/app/door";
import { readOriginalCall } from "@/app/operations/events";
import { savedAs } from "@/lib/http";
import { readOriginal } from "@/lib/insight/run-original";
import { ANSWER_HEADERS } from "@/lib/problem";

/** What a prober typed, so it is saved and never shown as a page. */
export const GET = route(readOriginalCall, async ({ actor, params }) => {
  const { text, type, filename } = await readOriginal(actor, params.id);
  return new Response(text, { headers: { ...ANSWER_HEADERS, ...savedAs(filename), "content-type": type } });
});
