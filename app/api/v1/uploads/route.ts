import { beginUploadCall, describeUploadsCall } from "@/app/operations/uploads";
import { headersAnswer, progressHeaders, resumableRoute } from "@/app/resumable";
import { bytesHeader, metadataOf, TUS_EXTENSIONS, TUS_VERSION } from "@/lib/intake/resumable";
import { beginUpload, readUploadLimit } from "@/lib/intake/run-resume";

export const OPTIONS = resumableRoute(describeUploadsCall, async ({ actor }) =>
  headersAnswer(204, {
    "tus-version": TUS_VERSION,
    "tus-extension": TUS_EXTENSIONS,
    "tus-max-size": String(await readUploadLimit(actor)),
  }),
);

export const POST = resumableRoute(beginUploadCall, async ({ actor, request: { headers } }) => {
  const length = bytesHeader(headers, "Upload-Length");
  const metadata = headers.get("upload-metadata") ?? "";
  const begun = await beginUpload(actor, { length, metadata, query: metadataOf(metadata) });
  return headersAnswer(201, { ...progressHeaders(begun), location: `/api/v1/uploads/${begun.id}` });
});
