import { defineConfig } from "prisma/config";

/** Prisma's CLI only generates the client here; migrations are applied at start by bin/migrate.mjs. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
