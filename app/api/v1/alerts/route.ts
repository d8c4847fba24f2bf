import { route } from "@/app/door";
import { listAlertsCall } from "@/app/operations/alerts";
import { listAlerts } from "@/lib/alert/read";
import { withStoredOrigin } from "@/lib/insight/origin-filter";

export const GET = route(listAlertsCall, ({ actor, query }) => listAlerts(actor, withStoredOrigin(query)));
