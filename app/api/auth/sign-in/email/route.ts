import { openRoute } from "@/app/door";
import { signInCall } from "@/app/operations/access";
import { runSignIn } from "@/lib/access/run-sign-in";
import { jsonAnswer } from "@/lib/http";

export const POST = openRoute(signInCall, async ({ request, body }) => {
  const { answer, headers } = await runSignIn(request.headers, body);
  return jsonAnswer(answer, { headers });
});
