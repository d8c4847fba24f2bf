import { route } from "@/app/door";
import { listAlertsCall } from "@/app/operations/alerts";
import { listAlerts } from "@/lib/alert/read";

export const GET = route(listAlertsCall, ({ actor, query }) => listAlerts(actor, query));
