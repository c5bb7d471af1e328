import { afterAll, afterEach } from "vitest";
import { refuseLooseStatements } from "./statement-watch.ts";

// A test that sends a statement which does not name its tenant fails, and so does a file that does so between its tests.
afterEach(refuseLooseStatements);
afterAll(refuseLooseStatements);
