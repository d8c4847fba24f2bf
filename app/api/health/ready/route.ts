import { jsonAnswer } from "@/lib/http";
import { answerOfError } from "@/lib/problem";
import { readReadiness } from "@/lib/readiness";

export const dynamic = "force-dynamic";

/** Pages and routes can be served: the database answers and is migrated. */
export async function GET(): Promise<Response> {
  try {
    await readReadiness();
    return jsonAnswer({ status: "ready" });
  } catch (error) {
    return answerOfError(error);
  }
}
