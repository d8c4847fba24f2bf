import { route } from "@/app/door";
import { readAlertCall, ruleAlertCall } from "@/app/operations/alerts";
import { readAlert } from "@/lib/alert/read";
import type { Alert } from "@/lib/alert/schema";
import { ruleAlert } from "@/lib/alert/write";
import { jsonAnswer } from "@/lib/http";
import { etagOf, versionOf } from "@/lib/if-match";

const versioned = (alert: Alert) => jsonAnswer(alert, { headers: { etag: etagOf(alert.version) } });

export const GET = route(readAlertCall, async ({ actor, params }) => {
  const alert = await readAlert(actor, params.id);
  if (!("movedTo" in alert)) return versioned(alert);
  return jsonAnswer(alert, { status: 308, headers: { location: `/api/v1/alerts/${alert.movedTo}` } });
});

export const PATCH = route(ruleAlertCall, async ({ actor, request, params, body }) =>
  versioned(await ruleAlert(actor, params.id, versionOf(request.headers.get("if-match")), body)),
);
