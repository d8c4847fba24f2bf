import { route } from "@/app/door";
import { readAlertSourcesCall } from "@/app/operations/guides";
import { readSources } from "@/lib/insight/run-sources";

export const GET = route(readAlertSourcesCall, ({ actor, params }) => readSources(actor, params.id));
