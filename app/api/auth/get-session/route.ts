import { openRoute } from "@/app/door";
import { readSession } from "@/lib/access/read";

export const GET = openRoute({}, ({ request }) => readSession(request.headers));
