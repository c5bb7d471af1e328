import { afterAll, afterEach } from "vitest";
import { closeTestApps } from "../testing.ts";
import { refuseLooseStatements } from "./statement-watch.ts";

// Runs before each file of tests. A test that sends a statement which does not name its tenant fails, and so does a file
// that does so between its tests. What a file has opened is closed with it: many files share a process.
afterEach(refuseLooseStatements);
afterAll(async () => {
  await closeTestApps();
  refuseLooseStatements();
});
