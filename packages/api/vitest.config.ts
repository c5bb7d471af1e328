import { configDefaults, defineConfig } from "vitest/config";

/** Files that mock modules: they run in a separate process. */
export const alone = ["src/platform/auth/auth.test.ts", "src/platform/auth/throttling.test.ts"];

/** Tests that count round trips, which are different in the plain connection layer. */
const countingTests = process.env.PLAIN_DATABASE ? ["src/statements.test.ts"] : [];

/** Tests that need a cluster of Citus. */
const citusTests = process.env.TEST_CITUS_URL ? [] : ["**/*.citus.test.ts"];

/** A statement takes longer on Citus, and so does a migration. */
const slower = process.env.TEST_CITUS_URL ? 4 : 1;

/** Options of all test files. */
export const shared = {
  globalSetup: "@waybill/db/testing",
  setupFiles: ["./src/testing/hooks.ts", "../../tooling/vitest/wait-longer.ts"],
  testTimeout: 30_000 * slower,
  hookTimeout: 60_000 * slower,
};

// Loading the modules of the api takes longer than most test files run: the files of one process load them once.
export default defineConfig({
  test: { ...shared, isolate: false, exclude: [...configDefaults.exclude, ...alone, ...countingTests, ...citusTests] },
});
