import { QueueConnection, type QueueConnectionOptions } from "@waybill/db";
import { type Db as BossConnection, PgBoss, type QueueResult } from "pg-boss";
import type { Registry } from "../module.ts";
import { LogLimiter } from "../monitoring/log-limiter.ts";
import type { Logger } from "../monitoring/logger.ts";

/** Options of pg-boss, in web and worker processes. */
export interface QueueOptions extends QueueConnectionOptions {
  /** Whether this process runs jobs; otherwise it only queues them. */
  worker: boolean;
  /** Interval of the search for stuck jobs, in seconds. */
  monitorSeconds: number;
}

/**
 * Starts pg-boss and creates the queues of all job types.
 *
 * @param connection its connection; a new one by default.
 * @throws if the database is unavailable; the connection is closed then
 */
export async function startPgBoss(
  options: QueueOptions,
  registry: Registry,
  log: Logger,
  connection = new QueueConnection(options),
): Promise<PgBoss> {
  const { worker } = options;
  const logError = limitedErrorLog(log);
  const boss = new PgBoss({
    db: withErrorLog(connection, logError),
    migrate: false,
    createSchema: false,
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: options.monitorSeconds,
    monitorIntervalSeconds: options.monitorSeconds,
    // The owner maintains indexes; the application's role cannot.
    reindex: false,
    openTelemetry: { enabled: false },
    // The list of worker processes, for operators.
    instanceHeartbeatSeconds: 10,
  });
  boss.on("error", logError);
  boss.on("warning", (warning) => log.warn({ warning }, "queue warning"));
  boss.on("stopped", () => void connection.close());
  try {
    await boss.start();
    await makeQueues(boss, registry, options);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    await connection.close();
    throw error;
  }
  return boss;
}

/** Creates missing queues and updates changed ones. */
async function makeQueues(boss: PgBoss, registry: Registry, { monitorSeconds }: QueueOptions): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const job of registry.jobs.values()) {
    const settings = {
      notify: true,
      retryLimit: job.retry.limit,
      retryDelay: job.retry.delaySeconds,
      retryBackoff: true,
      expireInSeconds: job.timeoutSeconds,
      heartbeatSeconds: Math.max(10, monitorSeconds),
    };
    const queue = existing.get(job.name);
    if (!queue) await boss.createQueue(job.name, settings);
    else if (differs(queue, settings)) await boss.updateQueue(job.name, settings);
  }
}

/** Logs errors of the queue's connection: pg-boss silently runs a job again if it could not record its end. */
function withErrorLog(connection: QueueConnection, logError: (error: unknown) => void): BossConnection {
  return {
    executeSql: (text, values) =>
      connection.executeSql(text, values).catch((error) => {
        logError(error);
        throw error;
      }),
    listen: (channel, onNotification, onReconnect) => connection.listen(channel, onNotification, onReconnect),
  };
}

/** The most logged queue errors a minute: without the database, every slot of every queue has one. */
const errorsPerMinute = 20;

function limitedErrorLog(log: Logger): (error: unknown) => void {
  const limiter = new LogLimiter(errorsPerMinute);
  return (error) => {
    const admitted = limiter.admit();
    if (admitted) log.error({ err: error, ...(admitted.suppressed ? admitted : {}) }, "queue error");
  };
}

function differs(queue: QueueResult, settings: Partial<QueueResult>): boolean {
  return Object.entries(settings).some(([name, value]) => Reflect.get(queue, name) !== value);
}
