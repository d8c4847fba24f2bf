import { route } from "@/app/door";
import { importNetworksCall } from "@/app/operations/networks";
import { importNetworks } from "@/lib/enrich/write";
import { textBody } from "@/lib/http";

/** 200,000 lines with notes. */
const LIST_BYTES = 16 * 1024 * 1024;

export const POST = route(importNetworksCall, async ({ actor, request, query }) =>
  importNetworks(actor, await textBody(request, LIST_BYTES), query),
);
