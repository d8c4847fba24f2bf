import { route } from "@/app/door";
import { listImportsCall, uploadCall } from "@/app/operations/imports";
import { AppError } from "@/lib/errors";
import { jsonAnswer } from "@/lib/http";
import { listImports } from "@/lib/intake/read";
import { declaredBytes } from "@/lib/intake/resumable";
import { receiveUpload } from "@/lib/intake/run-receive";

export const GET = route(listImportsCall, ({ actor, query }) => listImports(actor, query));

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The body flows through; no proxy.ts may cover this path (it would cut the body at 10 MB). */
export const POST = route(uploadCall, async ({ actor, request, query }) => {
  if (request.headers.get("content-type")?.startsWith("multipart/")) {
    throw new AppError("unsupported", "Send the file itself as the body (curl -T FILE -X POST), not a form.");
  }
  const body: AsyncIterable<Uint8Array> = request.body ?? nothing();
  const { id } = await receiveUpload(actor, body, query, { declaredBytes: declaredBytes(request.headers) });
  return jsonAnswer({ id }, { status: 202, headers: { location: `/api/v1/imports/${id}` } });
});
