import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "@waybill/db/testing",
    setupFiles: ["@waybill/api/testing/hooks", "../../tooling/vitest/wait-longer.ts"],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
