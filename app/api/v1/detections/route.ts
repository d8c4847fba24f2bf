import { route } from "@/app/door";
import { listDetectionsCall } from "@/app/operations/detections";
import { listDetections } from "@/lib/detection/read";

export const GET = route(listDetectionsCall, ({ actor, query }) => listDetections(actor, query));
