import { openRoute } from "@/app/door";
import { signOutCall } from "@/app/operations/access";
import { runSignOut } from "@/lib/access/run-sign-in";
import { jsonAnswer } from "@/lib/http";

export const POST = openRoute(signOutCall, async ({ request }) =>
  jsonAnswer({ success: true }, { headers: await runSignOut(request.headers) }),
);
