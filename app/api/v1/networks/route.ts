import { route } from "@/app/door";
import { listNetworksCall, saveNetworkCall } from "@/app/operations/networks";
import { listNetworks } from "@/lib/enrich/read";
import { saveParsedNetwork } from "@/lib/enrich/write";

export const GET = route(listNetworksCall, ({ actor, query }) => listNetworks(actor, query));

export const POST = route(saveNetworkCall, ({ actor, body }) => saveParsedNetwork(actor, body));
