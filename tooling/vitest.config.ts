import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "tooling",
    globalSetup: "@waybill/db/testing",
    exclude: [...configDefaults.exclude, "boundaries/planted/**"],
  },
});
