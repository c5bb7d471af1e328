import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "./src/testing.ts",
    setupFiles: ["../../tooling/vitest/wait-longer.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
