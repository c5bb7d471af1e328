import { defineConfig } from "vitest/config";
import { shared } from "./vitest.config.ts";

/** Tests that `npm test` also runs on the plain connection layer; `npm run test:plain` runs all. */
const include = [
  "src/core/procedures/core.test.ts",
  "src/core/procedures/refusals.test.ts",
  "src/modules/parcels/parcels.test.ts",
];

export default defineConfig({
  test: { ...shared, name: "@waybill/api plain", include, isolate: false, env: { PLAIN_DATABASE: "true" } },
});
