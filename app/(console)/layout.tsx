import type { ReactNode } from "react";
import { pageActor } from "@/app/actor";
import { Shell } from "@/components/shell/shell";

/** Every page in here is somebody's: without a session there is none. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await pageActor();
  return <Shell name={actor.name}>{children}</Shell>;
}
