import { migrationUrl, SettingsError } from "@waybill/config";
import { migrate } from "@waybill/db/migrate";

try {
  await migrate(migrationUrl());
  console.info(JSON.stringify({ level: 30, process: "migrate", msg: "the database is up to date" }));
} catch (error) {
  const msg = error instanceof SettingsError ? error.message : `The migration failed: ${String(error)}`;
  console.error(JSON.stringify({ level: 60, process: "migrate", msg }));
  process.exitCode = 1;
}
