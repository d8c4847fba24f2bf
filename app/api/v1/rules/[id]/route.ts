import { route } from "@/app/door";
import { readRuleCall } from "@/app/operations/detections";
import { readRule } from "@/lib/detection/read";

export const GET = route(readRuleCall, ({ actor, params }) => readRule(actor, params.id));
