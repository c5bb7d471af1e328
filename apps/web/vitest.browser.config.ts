import { fileURLToPath } from "node:url";
import { storybookNextJsPlugin } from "@storybook/nextjs-vite/vite-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findBrowser } from "../../e2e/support/browser.ts";

/** Parts of pages in a browser of their own: the one of the end-to-end tests. */
export default defineConfig({
  // Next's links and its router, as stories have them.
  plugins: [storybookNextJsPlugin()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Next reads its settings from there; a build of Next's own puts values in.
  define: { "process.env": {} },
  test: {
    name: "@waybill/web in a browser",
    include: ["src/**/*.browser.test.tsx"],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: await findBrowser() }),
      instances: [{ browser: "chromium" }],
    },
  },
});
