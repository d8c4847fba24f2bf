import { route } from "@/app/door";
import { readAlertHistoryCall } from "@/app/operations/alerts";
import { readAlertHistory } from "@/lib/alert/read";

export const GET = route(readAlertHistoryCall, ({ actor, params }) => readAlertHistory(actor, params.id));
