import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const NEVER = ["node_modules/**", ".next/**", "e2e/**"];
const FAULTS = "**/*.faults.test.ts";
const SOAK = "**/*.soak.test.ts";
/** Tests that take FILES, and are worth hours. */
const GENERATED = "test/independent/{differential,imports,unclosed}.test.ts";

/**
 * `--mode faults` runs what kills processes; it takes minutes, so `npm test` leaves it out. `--mode soak` runs the
 * same for hours, with the generated files.
 */
const INCLUDED: Record<string, string[]> = { faults: [FAULTS], soak: [FAULTS, SOAK, GENERATED] };
const LONGEST: Record<string, number> = { faults: 600_000, soak: 12 * 3_600_000 };

export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: INCLUDED[mode] ?? ["**/*.test.ts"],
    exclude: mode in INCLUDED ? NEVER : [...NEVER, FAULTS, SOAK],
    globalSetup: ["test/postgres.ts"],
    // A zone with a 45-minute offset: code that leans on the machine's zone fails at once.
    env: { TZ: "Asia/Kathmandu", LOG_LEVEL: "silent" },
    testTimeout: LONGEST[mode] ?? 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
}));
