import { route } from "@/app/door";
import { addPlaceDatabaseCall, listPlaceDatabasesCall } from "@/app/operations/networks";
import { readPlaceDatabases, receivePlaces } from "@/lib/enrich/run-places";
import { PLACE_BYTES } from "@/lib/enrich/schema";
import { AppError } from "@/lib/errors";

export const GET = route(listPlaceDatabasesCall, async ({ actor }) => ({
  items: await readPlaceDatabases(actor),
}));

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The body flows to disk; what says beforehand that it is too large is not read. */
export const POST = route(addPlaceDatabaseCall, ({ actor, request, query }) => {
  if (Number(request.headers.get("content-length")) > PLACE_BYTES)
    throw new AppError("too-large", `A database of places has at most ${PLACE_BYTES / 2 ** 20} MiB.`);
  return receivePlaces(actor, request.body ?? nothing(), query.filename);
});
