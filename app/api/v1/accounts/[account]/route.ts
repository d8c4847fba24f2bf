import { route } from "@/app/door";
import { readAccountCall } from "@/app/operations/events";
import { readAccount } from "@/lib/insight/run-account";

export const GET = route(readAccountCall, ({ actor, params }) => readAccount(actor, params.account));
