import { z } from "zod";

/** What a key may do. A signed-in analyst may do all of it; roles come later. */
export const Scope = z.enum(["read", "ingest", "triage", "admin"]);
export type Scope = z.infer<typeof Scope>;

/** Who acts: a signed-in person, an API key, or Rollcall itself. */
export type Actor = {
  kind: "user" | "key" | "system";
  id: string;
  name: string;
  scopes: readonly Scope[];
};

/** The worker and the start-up steps act as Rollcall. */
export const SYSTEM: Actor = { kind: "system", id: "rollcall", name: "Rollcall", scopes: Scope.options };
