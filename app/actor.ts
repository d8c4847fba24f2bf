import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { actorOf } from "@/lib/access/read";
import type { Actor } from "@/lib/access/schema";

const readActor = cache(async () => actorOf(await headers()));

/**
 * Who looks at this page, or a redirect to the sign-in page. proxy.ts has asked already; every page and
 * server action asks again, because a matcher is easily changed.
 */
export async function pageActor(): Promise<Actor> {
  const actor = await readActor();
  if (!actor) redirect("/sign-in");
  return actor;
}
