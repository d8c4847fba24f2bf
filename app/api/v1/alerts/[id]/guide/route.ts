import { route } from "@/app/door";
import { readGuideCall, tickStepCall } from "@/app/operations/guides";
import { tickStep } from "@/lib/alert/run-tick";
import { readGuide } from "@/lib/insight/run-guide";

export const GET = route(readGuideCall, ({ actor, params }) => readGuide(actor, params.id));

export const POST = route(tickStepCall, ({ actor, params, body }) => tickStep(actor, params.id, body));
