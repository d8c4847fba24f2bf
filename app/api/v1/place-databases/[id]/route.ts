import { route } from "@/app/door";
import { removePlaceDatabaseCall } from "@/app/operations/networks";
import { removePlaces } from "@/lib/enrich/run-places";

export const DELETE = route(removePlaceDatabaseCall, ({ actor, params }) => removePlaces(actor, params.id));
