import { defineConfig } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";

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
    { name: "desk", testIgnore: /logs\.spec/ },
    { name: "logs", testMatch: /logs\.spec/, dependencies: ["desk"] },
  ],
  use: {
    launchOptions: await findBrowser(),
    viewport: { width: 1280, height: 900 },
    // Without pictures of every moment: drawing them costs more than the pages do, where no graphics card helps.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    locale: "en-GB",
  },
});
