import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // It imports Next by paths that only a bundler resolves.
  test: {
    exclude: [...configDefaults.exclude, "**/*.browser.test.tsx"],
    server: { deps: { inline: ["next-auth"] } },
    setupFiles: ["../../tooling/vitest/wait-longer.ts"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
