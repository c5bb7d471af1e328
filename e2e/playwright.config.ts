import { defineConfig } from "@playwright/test";
import { z } from "zod";
import { findBrowser } from "./support/browser.ts";

/**
 * Which tests: the `short` ones, the `long` ones, which have a tag, or all. A filter of the command line would leave out
 * none of a project that another one depends on.
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
  // What was logged is looked at when everything has been logged.
  projects: [
    { name: "desk", testIgnore: /logs\.spec/, ...forms[form] },
    { name: "logs", testMatch: /logs\.spec/, dependencies: ["desk"] },
  ],
  use: {
    launchOptions: await findBrowser(),
    viewport: { width: 1280, height: 900 },
    // A trace costs a fifth of the run. To see one: `--trace on`, for the test that failed.
    trace: "off",
    // Nobody looks on.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    locale: "en-GB",
  },
});
