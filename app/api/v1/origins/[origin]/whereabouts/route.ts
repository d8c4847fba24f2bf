import { route } from "@/app/door";
import { readWhereaboutsCall } from "@/app/operations/origins";
import { readWhereabouts } from "@/lib/insight/run-where";

export const GET = route(readWhereaboutsCall, ({ actor, params, query }) =>
  readWhereabouts(actor, params.origin, query),
);
