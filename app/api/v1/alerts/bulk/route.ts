import { route } from "@/app/door";
import { ruleAlertsCall } from "@/app/operations/alerts";
import { ruleAlerts } from "@/lib/alert/write";

export const POST = route(ruleAlertsCall, ({ actor, body }) => ruleAlerts(actor, body));
