import { urlHost } from "./addresses.ts";
import { outboxObstacle } from "./reach.ts";
import type { Settings } from "./schema.ts";

export { inNetworks, isEveryAddress, isLoopback, plainAddress, urlHost } from "./addresses.ts";
export { loadSettings, type SettingRow, SettingsError, settingsOf, settingsTable } from "./load.ts";
export { type MigrationSettings, migrationSettings, ownerMissing } from "./migration.ts";
export { isLocalOnly } from "./reach.ts";
export { type SettingFacts, type Settings, settingFacts } from "./schema.ts";
export { environmentOf, type ProcessKind, processKinds } from "./secrets.ts";
export { readEnvFiles, readSources, type Source } from "./sources.ts";
export { undecidedDatabases } from "./transport.ts";

/** Whether the outbox may be shown: no mail is sent, and no one else can reach it. */
export const mayShowOutbox = (config: Settings): boolean => outboxObstacle(config) === null;

/** The public URL: `PUBLIC_URL`, or that of the listening address. No trailing slash. */
export function publicUrl(config: Settings): string {
  return config.PUBLIC_URL ?? `http://${urlHost(config.HOST)}:${config.PORT}`;
}
