import { configDefaults, defineConfig } from "vitest/config";

/** Files that put something else in a module's place: they share their modules with no other file. */
export const alone = ["src/platform/auth/auth.test.ts", "src/platform/auth/throttling.test.ts"];

/** What counts how often the fast connection layer waits says nothing of its plain twin. */
const ofFastOnes = process.env.PLAIN_DATABASE ? ["src/statements.test.ts"] : [];

/** What needs a cluster of Citus, which someone gives. */
const ofNodes = process.env.TEST_CITUS_URL ? [] : ["**/*.citus.test.ts"];

/** What holds for every file of tests. */
export const shared = {
  globalSetup: "@waybill/db/testing",
  setupFiles: ["./src/testing/hooks.ts"],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

// To read the modules of the api takes longer than most files of tests run: those of one process read them once.
export default defineConfig({
  test: { ...shared, isolate: false, exclude: [...configDefaults.exclude, ...alone, ...ofFastOnes, ...ofNodes] },
});
