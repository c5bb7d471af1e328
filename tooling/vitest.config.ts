import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "tooling",
    globalSetup: "@waybill/db/testing",
    setupFiles: ["./vitest/wait-longer.ts"],
    expect: { poll: { timeout: 15_000 } },
    // Tests that read every source file take seconds, and longer on a busy machine.
    testTimeout: 60_000,
    exclude: [...configDefaults.exclude, "boundaries/planted/**"],
  },
});
