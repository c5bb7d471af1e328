import { afterAll, afterEach } from "vitest";
import { openApps } from "./open-apps.ts";
import { requireTenantFilters } from "./statement-watch.ts";

// Runs before each test file and imports no module of the app, since a file may replace one.
//
// Statements without a tenant fail their test, or their file if sent between tests. Each file closes the apps that it
// opened: many files share a process.
afterEach(requireTenantFilters);
afterAll(async () => {
  await Promise.all([...openApps].map((app) => app.close()));
  requireTenantFilters();
});
