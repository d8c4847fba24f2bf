import { route } from "@/app/door";
import { readReevaluationCall } from "@/app/operations/detections";
import { readReevaluation } from "@/lib/detection/read";

export const GET = route(readReevaluationCall, ({ actor, params }) =>
  readReevaluation(actor, params.id, params.reevaluation),
);
