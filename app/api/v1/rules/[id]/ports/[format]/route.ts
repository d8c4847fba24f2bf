import { route } from "@/app/door";
import { readPortCall } from "@/app/operations/guides";
import { readPort } from "@/lib/exchange/read";
import { savedAs } from "@/lib/http";
import { ANSWER_HEADERS } from "@/lib/problem";

export const GET = route(readPortCall, async ({ actor, params }) => {
  const { text, type, filename } = await readPort(actor, params.id, params.format);
  return new Response(text, { headers: { ...ANSWER_HEADERS, ...savedAs(filename), "content-type": type } });
});
