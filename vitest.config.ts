import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const NEVER = ["node_modules/**", ".next/**", "e2e/**"];

/** `--mode faults` runs what kills processes; it takes minutes, so `npm test` leaves it out. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: mode === "faults" ? ["**/*.faults.test.ts"] : ["**/*.test.ts"],
    exclude: mode === "faults" ? NEVER : [...NEVER, "**/*.faults.test.ts"],
    globalSetup: ["test/postgres.ts"],
    // A zone with a 45-minute offset: code that leans on the machine's zone fails at once.
    env: { TZ: "Asia/Kathmandu", LOG_LEVEL: "silent" },
    testTimeout: mode === "faults" ? 300_000 : 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
}));
