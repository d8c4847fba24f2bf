import { route } from "@/app/door";
import { readDetectionCall } from "@/app/operations/detections";
import { readDetection } from "@/lib/detection/read";

export const GET = route(readDetectionCall, ({ actor, params }) => readDetection(actor, params.id));
