import { continueUploadCall, endUploadCall, readUploadCall } from "@/app/operations/uploads";
import { headersAnswer, progressHeaders, resumableRoute } from "@/app/resumable";
import { bytesHeader, checkChunkType, declaredBytes } from "@/lib/intake/resumable";
import { continueUpload, endUpload, readUpload } from "@/lib/intake/run-resume";

async function* nothing(): AsyncGenerator<Uint8Array> {}

export const HEAD = resumableRoute(readUploadCall, async ({ actor, params }) =>
  headersAnswer(200, progressHeaders(await readUpload(actor, params.upload))),
);

/** The body flows through; no proxy.ts may cover this path (it would cut the body at 10 MB). */
export const PATCH = resumableRoute(continueUploadCall, async ({ actor, params, request }) => {
  const { headers } = request;
  checkChunkType(headers);
  const offset = bytesHeader(headers, "Upload-Offset");
  const body: AsyncIterable<Uint8Array> = request.body ?? nothing();
  const piece = { offset, declaredBytes: declaredBytes(headers) };
  return headersAnswer(204, progressHeaders(await continueUpload(actor, params.upload, body, piece)));
});

export const DELETE = resumableRoute(endUploadCall, async ({ actor, params }) => {
  await endUpload(actor, params.upload);
  return headersAnswer(204, {});
});
