import { fileURLToPath } from "node:url";
import { storybookNextJsPlugin } from "@storybook/nextjs-vite/vite-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findBrowser } from "../../e2e/support/browser.ts";

/** Tests of components in the browser of the end-to-end tests. */
export default defineConfig({
  // Links and router of Next.js, as in stories.
  plugins: [storybookNextJsPlugin()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Next.js reads its settings there; its own build replaces them.
  define: { "process.env": {} },
  // Found only by a test, in the middle of a run: a second copy of React would be loaded.
  optimizeDeps: { include: ["nuqs/adapters/testing", "react-dom/server"] },
  test: {
    name: "@waybill/web in a browser",
    include: ["src/**/*.browser.test.tsx"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: await findBrowser() }),
      instances: [{ browser: "chromium" }],
    },
  },
});
