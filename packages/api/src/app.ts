import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "@waybill/config";
import { applicationConnection, connect, type Transactions } from "@waybill/db";
import { sql } from "drizzle-orm";
import { VerifiedCredentials } from "./core/access/verified-credentials.ts";
import type { App, Clients } from "./core/context.ts";
import { InlineQueue } from "./core/jobs/inline-queue.ts";
import { PgBossQueue } from "./core/jobs/pg-boss-queue.ts";
import { runJob } from "./core/jobs/run-job.ts";
import { startPgBoss } from "./core/jobs/start-pg-boss.ts";
import { LiveListener } from "./core/live/live.ts";
import { createRegistry, type ModuleParts, runningModules } from "./core/module.ts";
import { createLogger, type Logger } from "./core/monitoring/logger.ts";
import { Metrics } from "./core/monitoring/metrics.ts";
import { statementSpan } from "./core/monitoring/telemetry.ts";
import * as ownModules from "./modules/index.ts";
import { identity } from "./platform/identity/index.ts";
import { platform } from "./platform/index.ts";

/** Overrides of {@link createApp}. */
export interface AppOverrides {
  database?: Transactions;
  log?: Logger;
  clients?: Partial<Clients>;
  /** The business modules by name. */
  modules?: Record<string, ModuleParts>;
}

/** The database connection of pg-boss, from the settings. */
export function queueConnection(settings: Settings) {
  const listenUrl = settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL;
  return { ...applicationConnection(settings), listenUrl, monitorSeconds: settings.JOBS_MONITOR_SECONDS };
}

/**
 * The same for processes that only queue. It starts within the transaction of the first job, so it needs a direct
 * connection: transactions that hold all connections of a pooler would wait for another one.
 */
function queueingConnection(settings: Settings) {
  const own = queueConnection(settings);
  return { ...own, url: own.listenUrl, poolMode: "session" as const };
}

/**
 * Creates the parts of a process from its settings. Connections are opened on first use.
 *
 * @param process the process's name in the logs.
 */
export function createApp(settings: Settings, process: string, overrides: AppOverrides = {}): App {
  const log = overrides.log ?? createLogger(settings, process);
  const modules: Record<string, ModuleParts> = overrides.modules ?? ownModules;
  const running = runningModules(modules, settings.MODULES);
  const everything: ModuleParts[] = [...Object.values(platform), ...Object.values(running)];
  const stopped = Object.keys(modules).filter((name) => !(name in running));
  const registry = createRegistry(platform, running, stopped);
  const clients: Clients = Object.assign(
    {},
    ...everything.map((part) => part.clients?.(settings) ?? {}),
    overrides.clients,
  );
  const database =
    overrides.database ?? connect(settings, settings.OTEL_EXPORTER_OTLP_ENDPOINT ? { observe: statementSpan } : {});
  const app: App = {
    settings,
    log,
    registry,
    clients,
    database,
    metrics: new Metrics(process),
    identity,
    verifiedCredentials: new VerifiedCredentials(),
    health: null,
    answeredAt: null,
    unreconciled: new Map(),
    live: new LiveListener(settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL, log),
    queue: new PgBossQueue(
      () => startPgBoss({ ...queueingConnection(settings), worker: false, max: 2 }, registry, log),
      () => database.transaction({}, async ({ db }) => void (await db.execute(sql`select refresh_queue_statistics()`))),
    ),
  };
  countConnections(app);
  if (settings.JOBS_MODE === "inline") {
    const signal = new AbortController().signal;
    app.queue = new InlineQueue(
      ({ id, job, envelope }, attempt) => runJob(app, job, { id, envelope, attempt, signal }),
      log,
    );
  }
  return app;
}

/** The time after which the database counts as down: metrics are scraped every few seconds. */
const pingMilliseconds = 2000;

function countConnections({ metrics, database, live }: App) {
  metrics.gauge(
    "waybill_database_connections",
    "Connections of the pool, and requests waiting for one",
    ["state"],
    () => {
      const { max, inUse, waiting } = database.pool;
      return [
        [{ state: "max" }, max],
        [{ state: "in_use" }, inUse],
        [{ state: "waiting" }, waiting],
      ];
    },
  );
  metrics.gauge("waybill_database_up", "Whether the database responds: 1 or 0", [], async () => {
    const answers = database.ping().then(
      () => 1,
      () => 0,
    );
    return [[{}, await Promise.race([answers, sleep(pingMilliseconds, 0, { ref: false })])]];
  });
  metrics.gauge("waybill_live_connections", "Pages with a live connection", [], () => [[{}, live.readers]]);
}

/** Closes all connections of an app. */
export async function closeApp(app: App): Promise<void> {
  await Promise.all([app.queue.close(), app.live.close()]);
  app.clients.mailer.close();
  await app.database.close();
}
