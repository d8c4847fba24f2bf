import { openRoute } from "@/app/door";
import { setUpCall } from "@/app/operations/access";
import { runSetup } from "@/lib/access/run-setup";
import { runSignIn } from "@/lib/access/run-sign-in";
import { jsonAnswer } from "@/lib/http";

export const POST = openRoute(setUpCall, async ({ request, body }) => {
  await runSetup(body.token, body);
  const { answer, headers } = await runSignIn(request.headers, { ...body, rememberMe: true });
  return jsonAnswer(answer, { status: 201, headers });
});
