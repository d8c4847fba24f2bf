import { defineConfig } from "@playwright/test";
import { browserForConfig } from "./bin/browser.mjs";

/** One product, one browser: the tests share two cores and a database with what they measure. */
export default defineConfig({
  testDir: "e2e",
  testMatch: /\.(spec|test)\.ts$/,
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // A bound on what hangs, not a measure: a busy machine took 60 s for what a quiet one does in 15.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  outputDir: "test-results",
  use: {
    launchOptions: browserForConfig(),
    // Times on screen are UTC wherever the analyst sits.
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
