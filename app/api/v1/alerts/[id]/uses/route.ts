import { route } from "@/app/door";
import { readAlertUsesCall } from "@/app/operations/guides";
import { readUses } from "@/lib/insight/run-uses";

export const GET = route(readAlertUsesCall, ({ actor, params }) => readUses(actor, params.id));
