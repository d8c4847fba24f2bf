import { route } from "@/app/door";
import { readVisibilityCall } from "@/app/operations/networks";
import { readVisibility } from "@/lib/insight/run-visibility";

export const GET = route(readVisibilityCall, ({ actor }) => readVisibility(actor));
