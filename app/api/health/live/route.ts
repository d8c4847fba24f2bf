import { openRoute } from "@/app/door";
import { liveCall } from "@/app/operations/health";

export const dynamic = "force-dynamic";

/** Says nothing about the database. */
export const GET = openRoute(liveCall, async () => ({ status: "live" }));
