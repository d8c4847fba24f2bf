import { route } from "@/app/door";
import { readExposureCall } from "@/app/operations/exposure";
import { readExposure } from "@/lib/insight/run-exposure";

export const GET = route(readExposureCall, ({ actor, query }) => readExposure(actor, query));
