import { route } from "@/app/door";
import { removeNetworkCall } from "@/app/operations/networks";
import { removeNetwork } from "@/lib/enrich/write";

export const DELETE = route(removeNetworkCall, ({ actor, params }) => removeNetwork(actor, params.id));
