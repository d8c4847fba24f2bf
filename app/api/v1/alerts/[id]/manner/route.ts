import { route } from "@/app/door";
import { readAlertMannerCall } from "@/app/operations/alerts";
import { readManner } from "@/lib/insight/run-manner";

export const GET = route(readAlertMannerCall, ({ actor, params }) => readManner(actor, params.id));
