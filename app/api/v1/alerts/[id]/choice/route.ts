import { route } from "@/app/door";
import { readAlertChoiceCall } from "@/app/operations/alerts";
import { readChoice } from "@/lib/insight/run-choice";

export const GET = route(readAlertChoiceCall, ({ actor, params }) => readChoice(actor, params.id));
