import { route } from "@/app/door";
import { listDetectionsCall } from "@/app/operations/detections";
import { listDetections } from "@/lib/detection/read";
import { withStoredOrigin } from "@/lib/insight/origin-filter";

export const GET = route(listDetectionsCall, ({ actor, query }) =>
  listDetections(actor, withStoredOrigin(query)),
);
