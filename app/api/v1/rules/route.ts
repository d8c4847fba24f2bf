import { route } from "@/app/door";
import { listRulesCall } from "@/app/operations/detections";
import { cursorOf, keyOf } from "@/lib/cursor";
import { listRules } from "@/lib/detection/read";

/** The catalogue is code and short, but it is paged as every list is. */
export const GET = route(listRulesCall, async ({ actor, query: { limit, cursor } }) => {
  const { items } = await listRules(actor);
  const after = cursor ? (keyOf(cursor, 1)[0] ?? "") : "";
  const rest = items.filter(({ id }) => id > after);
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  return { items: page, nextCursor: last ? cursorOf([last.id]) : null };
});
