import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { takeOwnPostgres } from "./testing-programs.ts";

// The tests of logins without a superuser's rights, on the server of this machine: rights of roles differ between versions.

const directory = mkdtempSync(join(tmpdir(), "waybill-own-postgres-"));
if (!takeOwnPostgres(directory))
  throw new Error("These tests need a server of this machine's own (Debian: postgresql).");
afterAll(() => {
  delete process.env.POSTGRES_PACKAGE;
  rmSync(directory, { recursive: true });
});

await import("./owner-rights.test.ts");
