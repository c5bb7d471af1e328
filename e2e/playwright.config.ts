import { defineConfig } from "@playwright/test";
import { z } from "zod";
import { findBrowser } from "./support/browser.ts";

/**
 * The tests to run: `short`, `long` (tagged), or all. A filter of the command line would not apply to projects that others depend on.
 */
const forms = { short: { grepInvert: /@long/ }, long: { grep: /@long/ }, all: {} };
const form = z.enum(["short", "long", "all"]).default("all").parse(process.env.BROWSER_TESTS);

export default defineConfig({
  testDir: ".",
  globalSetup: "./support/global-setup.ts",
  outputDir: "../.artifacts/e2e",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // The logs are checked after all other tests.
  projects: [
    { name: "desk", testIgnore: /logs\.spec/, ...forms[form] },
    { name: "logs", testMatch: /logs\.spec/, dependencies: ["desk"] },
  ],
  use: {
    launchOptions: await findBrowser(),
    viewport: { width: 1280, height: 900 },
    // Traces cost a fifth of the run. Use `--trace on` for a failed test.
    trace: "off",
    // Animations are not needed.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    locale: "en-GB",
  },
});
