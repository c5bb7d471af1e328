import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "apps/*",
      "packages/*",
      "packages/api/vitest.alone.config.ts",
      "packages/api/vitest.plain.config.ts",
      "tooling",
    ],
  },
});
