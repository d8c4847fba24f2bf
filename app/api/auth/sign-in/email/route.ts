import { openRoute } from "@/app/door";
import { runSignIn } from "@/lib/access/run-sign-in";
import { SignIn } from "@/lib/access/schema";
import { jsonAnswer } from "@/lib/http";

export const POST = openRoute({ body: SignIn }, async ({ request, body }) => {
  const { answer, headers } = await runSignIn(request.headers, body);
  return jsonAnswer(answer, { headers });
});
