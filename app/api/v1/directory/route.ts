import { route } from "@/app/door";
import { listDirectoriesCall, removeDirectoryCall, uploadDirectoryCall } from "@/app/operations/directory";
import { readDirectories } from "@/lib/enrich/run-directory-read";
import { removeDirectory } from "@/lib/enrich/run-directory-store";
import { AppError } from "@/lib/errors";
import { jsonAnswer } from "@/lib/http";
import { receiveDirectory } from "@/lib/intake/run-directory";

export const GET = route(listDirectoriesCall, ({ actor, query }) => readDirectories(actor, query));

export const DELETE = route(removeDirectoryCall, ({ actor, query }) => removeDirectory(actor, query.tenant));

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What the sender says it will send, or undefined where it streams without knowing. */
function declaredBytes(headers: Headers): number | undefined {
  const text = headers.get("content-length");
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The body flows through; no proxy.ts may cover this path (it would cut the body at 10 MB). */
export const POST = route(uploadDirectoryCall, async ({ actor, request, query }) => {
  if (request.headers.get("content-type")?.startsWith("multipart/")) {
    throw new AppError("unsupported", "Send the file itself as the body (curl -T FILE -X POST), not a form.");
  }
  const body: AsyncIterable<Uint8Array> = request.body ?? nothing();
  const directory = await receiveDirectory(actor, body, query, declaredBytes(request.headers));
  return jsonAnswer(directory, { status: 201 });
});
