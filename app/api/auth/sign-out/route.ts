import { openRoute } from "@/app/door";
import { runSignOut } from "@/lib/access/run-sign-in";
import { jsonAnswer } from "@/lib/http";

export const POST = openRoute({}, async ({ request }) =>
  jsonAnswer({ success: true }, { headers: await runSignOut(request.headers) }),
);
