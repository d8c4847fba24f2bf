import { route } from "@/app/door";
import { listReevaluationsCall, reevaluateRuleCall } from "@/app/operations/detections";
import { listReevaluations } from "@/lib/detection/read";
import { requestReevaluation } from "@/lib/detection/write";
import { jsonAnswer } from "@/lib/http";

export const GET = route(listReevaluationsCall, ({ actor, params, query }) =>
  listReevaluations(actor, params.id, query),
);

export const POST = route(reevaluateRuleCall, async ({ actor, params, body }) => {
  const asked = await requestReevaluation(actor, params.id, body);
  const location = `/api/v1/rules/${asked.ruleId}/reevaluations/${asked.id}`;
  return jsonAnswer(asked, { status: 202, headers: { location } });
});
