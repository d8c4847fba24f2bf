import { route } from "@/app/door";
import { readAlertNamesCall } from "@/app/operations/alerts";
import { readAlertNames } from "@/lib/alert/read";

export const GET = route(readAlertNamesCall, ({ actor, params, query }) =>
  readAlertNames(actor, params.id, query),
);
