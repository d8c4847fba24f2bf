import { AppError } from "@/lib/errors";
import type { Actor, Scope } from "./schema";

/** Every lib function that a page or a route calls begins with this. Throws `forbidden`. */
export function authorise(actor: Actor, scope: Scope): void {
  if (!actor.scopes.includes(scope)) {
    throw new AppError("forbidden", `This needs the scope "${scope}", which ${actor.name} does not have.`);
  }
}
