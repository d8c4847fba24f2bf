import { route } from "@/app/door";
import { readAlertFacetsCall } from "@/app/operations/alerts";
import { readAlertFacets } from "@/lib/alert/read";

export const GET = route(readAlertFacetsCall, ({ actor, params }) => readAlertFacets(actor, params.id));
