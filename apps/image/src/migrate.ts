import { migrationSettings, ownerMissing, SettingsError } from "@waybill/config";
import { databaseFailure } from "@waybill/db";
import { MigrationError, migrate } from "@waybill/db/migrate";

/** Writes a log line. @param level pino's level: 30 is info, 60 is fatal */
const say = (level: number, msg: string) => {
  const line = JSON.stringify({ level, time: new Date().toISOString(), process: "migrate", msg });
  (level < 60 ? process.stdout : process.stderr).write(`${line}\n`);
};

function reasonOf(error: unknown): string {
  if (error instanceof SettingsError || error instanceof MigrationError) return error.message;
  return databaseFailure(error) ?? (error instanceof Error ? error.message : String(error));
}

try {
  const settings = migrationSettings();
  if (!settings) throw new SettingsError(ownerMissing);
  await migrate(settings.url, { waitSeconds: settings.waitSeconds, onProgress: (message) => say(30, message) });
  say(30, "the database is up to date");
} catch (error) {
  say(60, `The database was not migrated. ${reasonOf(error)}`);
  process.exitCode = 1;
}
