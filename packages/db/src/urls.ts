import type { Settings } from "@waybill/config";
import { Database, type DatabaseOptions } from "@waybill/postgres";
import { applicationRole } from "./role.ts";

/** The login that migrates: `DATABASE_OWNER_URL`, or `DATABASE_URL` where one login does both. */
export function ownerUrl(settings: Settings): string {
  return settings.DATABASE_OWNER_URL ?? settings.DATABASE_URL;
}

/** How the application connects: with its own login, or with the owner's and the application's role. */
export function applicationConnection(settings: Settings): Pick<DatabaseOptions, "url" | "role"> {
  if (settings.DATABASE_OWNER_URL) return { url: settings.DATABASE_URL };
  return { url: settings.DATABASE_URL, role: applicationRole };
}

/** The application's database, by the settings. */
export function connect(settings: Settings, options: Partial<DatabaseOptions> = {}): Database {
  return new Database({
    ...applicationConnection(settings),
    max: settings.DATABASE_POOL,
    waitSeconds: settings.DATABASE_WAIT_SECONDS,
    ...options,
  });
}
