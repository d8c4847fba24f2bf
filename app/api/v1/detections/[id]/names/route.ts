import { route } from "@/app/door";
import { readDetectionNamesCall } from "@/app/operations/detections";
import { readDetectionNames } from "@/lib/detection/read";

export const GET = route(readDetectionNamesCall, ({ actor, params, query }) =>
  readDetectionNames(actor, params.id, query),
);
