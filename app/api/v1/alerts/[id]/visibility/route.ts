import { route } from "@/app/door";
import { readAlertVisibilityCall } from "@/app/operations/alerts";
import { readAlertVisibility } from "@/lib/insight/run-visibility";

export const GET = route(readAlertVisibilityCall, ({ actor, params }) =>
  readAlertVisibility(actor, params.id),
);
