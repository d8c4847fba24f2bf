import { route } from "@/app/door";
import { readRuleCall, setRuleCall } from "@/app/operations/detections";
import { readRule } from "@/lib/detection/read";
import { setThresholds } from "@/lib/detection/run-settings";
import type { RuleInfo } from "@/lib/detection/schema";
import { jsonAnswer } from "@/lib/http";
import { etagOf, versionOf } from "@/lib/if-match";

const versioned = (rule: RuleInfo) => jsonAnswer(rule, { headers: { etag: etagOf(rule.revision) } });

export const GET = route(readRuleCall, async ({ actor, params }) =>
  versioned(await readRule(actor, params.id)),
);

export const PATCH = route(setRuleCall, async ({ actor, request, params, body }) => {
  await setThresholds(actor, params.id, versionOf(request.headers.get("if-match")), body);
  return versioned(await readRule(actor, params.id));
});
