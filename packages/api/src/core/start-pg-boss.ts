import { QueueConnection, type QueueConnectionOptions } from "@waybill/db";
import { type Db as BossConnection, PgBoss, type QueueResult } from "pg-boss";
import type { Logger } from "./logger.ts";
import type { Registry } from "./module.ts";
import { Paced } from "./paced.ts";

/** How a pg-boss instance is set up, in web and worker. */
export interface QueueOptions extends QueueConnectionOptions {
  /** Whether this process works jobs off; otherwise it only queues them. */
  worker: boolean;
  /** How often stuck jobs are looked for. */
  monitorSeconds: number;
}

/**
 * Makes and starts pg-boss, and the queues of every job there is.
 *
 * @param connection its connection; one of its own, where it is left out.
 * @throws where the database cannot be asked; the connection is closed then
 */
export async function startPgBoss(
  options: QueueOptions,
  registry: Registry,
  log: Logger,
  connection = new QueueConnection(options),
): Promise<PgBoss> {
  const { worker } = options;
  const say = sayPaced(log);
  const boss = new PgBoss({
    db: outspoken(connection, say),
    migrate: false,
    createSchema: false,
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: options.monitorSeconds,
    monitorIntervalSeconds: options.monitorSeconds,
    // Indexes belong to the owner; the application's role could not rebuild them.
    reindex: false,
    openTelemetry: { enabled: false },
    // Operators see by it which processes work.
    instanceHeartbeatSeconds: 10,
  });
  boss.on("error", say);
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

/** Makes the queues that are not there yet, and changes those that are to be different now. */
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

/**
 * The queue's connection, with what fails on it told: pg-boss takes a job whose end it could not write for one that has failed,
 * runs it again, and says nothing.
 */
function outspoken(connection: QueueConnection, say: (error: unknown) => void): BossConnection {
  return {
    executeSql: (text, values) =>
      connection.executeSql(text, values).catch((error) => {
        say(error);
        throw error;
      }),
    listen: (channel, onNotification, onReconnect) => connection.listen(channel, onNotification, onReconnect),
  };
}

/** How many errors of the queue are written a minute: without the database, every place of every queue has one. */
const errorsPerMinute = 20;

function sayPaced(log: Logger): (error: unknown) => void {
  const pace = new Paced(errorsPerMinute);
  return (error) => {
    const admitted = pace.admit();
    if (admitted) log.error({ err: error, ...(admitted.leftOut ? admitted : {}) }, "queue error");
  };
}

function differs(queue: QueueResult, settings: Partial<QueueResult>): boolean {
  return Object.entries(settings).some(([name, value]) => Reflect.get(queue, name) !== value);
}
