import { runAdmit, runAdmitAnyone } from "@/lib/access/run-admit";
import { routesFor } from "@/lib/http";

/** Every route of the API is made by this: nobody gets past it without a session or a key. */
export const route = routesFor(runAdmit);

/** The exceptions, each for a reason: signing in, signing out, setting up and health. */
export const openRoute = routesFor(runAdmitAnyone);
