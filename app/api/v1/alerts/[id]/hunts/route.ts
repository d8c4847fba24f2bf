import { route } from "@/app/door";
import { readHuntsCall } from "@/app/operations/guides";
import { readHunts } from "@/lib/exchange/read";

export const GET = route(readHuntsCall, ({ actor, params }) => readHunts(actor, params.id));
