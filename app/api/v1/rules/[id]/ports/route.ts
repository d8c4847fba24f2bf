import { route } from "@/app/door";
import { listPortsCall } from "@/app/operations/guides";
import { listPorts } from "@/lib/exchange/read";

export const GET = route(listPortsCall, ({ actor, params }) => listPorts(actor, params.id));
