import type { Settings } from "@waybill/config";
import { applicationConnection, connect, type Database } from "@waybill/db";
import type { App, Clients } from "./core/context.ts";
import { LiveListener } from "./core/live.ts";
import { createLogger, type Logger } from "./core/logger.ts";
import { createRegistry, type ModuleParts, type Registry } from "./core/module.ts";
import { BossQueue, InlineQueue, startBoss } from "./core/queue.ts";
import { runJob } from "./core/run-job.ts";
import { modules } from "./modules/index.ts";
import { platform } from "./platform/index.ts";

const parts: ModuleParts[] = [...Object.values(platform), ...Object.values(modules)];

/** What {@link createApp} may be given instead of what the settings say. */
export interface AppOverrides {
  database?: Database;
  log?: Logger;
  clients?: Partial<Clients>;
}

/** The connection of pg-boss, by the settings. */
export function queueConnection(settings: Settings) {
  return { ...applicationConnection(settings), monitorSeconds: settings.JOBS_MONITOR_SECONDS };
}

/** Every module's registry. */
function registryOfAll(): Registry {
  return createRegistry(parts);
}

/**
 * Builds what a process works with, by its settings. Connections are opened when first used.
 *
 * @param process the process's name in the logs.
 */
export function createApp(settings: Settings, process: string, overrides: AppOverrides = {}): App {
  const log = overrides.log ?? createLogger(settings, process);
  const registry = registryOfAll();
  const clients: Clients = Object.assign({}, ...parts.map((part) => part.clients?.(settings) ?? {}), overrides.clients);
  const app: App = {
    settings,
    log,
    registry,
    clients,
    database: overrides.database ?? connect(settings),
    live: new LiveListener(settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL, log),
    queue: new BossQueue(() => startBoss({ ...queueConnection(settings), worker: false, max: 2 }, registry, log)),
  };
  if (settings.JOBS_MODE === "inline") {
    app.queue = new InlineQueue(async (id, job, envelope, attempt) => {
      await runJob(app, id, job, envelope, attempt);
    }, log);
  }
  return app;
}

/** Closes every connection of an app. */
export async function closeApp(app: App): Promise<void> {
  await Promise.all([app.queue.close(), app.live.close()]);
  await app.database.close();
}
