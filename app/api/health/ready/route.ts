import { openRoute } from "@/app/door";
import { readyCall } from "@/app/operations/health";
import { readReadiness } from "@/lib/readiness";

export const dynamic = "force-dynamic";

export const GET = openRoute(readyCall, async () => {
  await readReadiness();
  return { status: "ready" };
});
