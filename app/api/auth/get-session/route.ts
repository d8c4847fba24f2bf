import { openRoute } from "@/app/door";
import { readSessionCall } from "@/app/operations/access";
import { readSession } from "@/lib/access/read";

export const GET = openRoute(readSessionCall, ({ request }) => readSession(request.headers));
