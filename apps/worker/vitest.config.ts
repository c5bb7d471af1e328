import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { globalSetup: "@waybill/db/testing", testTimeout: 120_000, hookTimeout: 60_000 },
});
