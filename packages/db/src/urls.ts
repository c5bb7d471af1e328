import type { Settings } from "@waybill/config";
import { Database, type DatabaseOptions } from "@waybill/postgres";
import { applicationRole } from "./role.ts";

/** How the application connects: with its own login, or with the owner's and a switch to the application's role. */
export function applicationConnection(settings: Settings): Pick<DatabaseOptions, "url" | "poolMode" | "role"> {
  const own = { url: settings.DATABASE_URL, poolMode: settings.DATABASE_POOL_MODE };
  return settings.DATABASE_TAKES_ROLE ? { ...own, role: applicationRole } : own;
}

/** The application's database. */
export function connect(settings: Settings, options: Partial<DatabaseOptions> = {}): Database {
  return new Database({
    ...applicationConnection(settings),
    max: settings.DATABASE_POOL,
    waitSeconds: settings.DATABASE_WAIT_SECONDS,
    ...options,
  });
}
