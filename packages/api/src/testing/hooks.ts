import { afterAll, afterEach } from "vitest";
import { openApps } from "./open-apps.ts";
import { refuseLooseStatements } from "./statement-watch.ts";

// Runs before each file of tests, and reads no module of the app: a file may put something else in its place.
//
// A test that sends a statement which does not name its tenant fails, and so does a file that does so between its tests.
// What a file has opened is closed with it: many files share a process.
afterEach(refuseLooseStatements);
afterAll(async () => {
  await Promise.all([...openApps].map((app) => app.close()));
  refuseLooseStatements();
});
