import { isUnavailable, QueueConnection } from "@waybill/db";
import { failedJobDays } from "@waybill/validators/thresholds";
import type { PgBoss } from "pg-boss";
import { queueConnection } from "./app.ts";
import type { App } from "./core/context.ts";
import type { JobEnvelope } from "./core/jobs/jobs.ts";
import { reconcileAll, reconcileEnded } from "./core/jobs/reconcile-jobs.ts";
import { startPgBoss } from "./core/jobs/start-pg-boss.ts";
import type { Registry } from "./core/module.ts";
import { JobTypeWorker } from "./job-type-worker.ts";
import { fireSchedule, type Scheduler } from "./platform/jobs/index.ts";

/** A worker that processes the queues. */
export interface Worker {
  /** Whether it accepts jobs. */
  readonly ready: boolean;
  /** Whether it is notified of new jobs; otherwise it polls every few seconds. Null if it never was. */
  readonly listening: boolean | null;
  /** Accepts no new jobs, waits up to `graceSeconds` for running ones, and disconnects from the queue. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Whether a worker could not start because the database is currently unavailable. */
export const isDatabaseAway = (error: unknown): boolean => isUnavailable(error);

/** The scheduler of pg-boss. */
function schedulerOf(boss: PgBoss): Scheduler {
  return {
    set: (key, cron, tz, input) =>
      boss.schedule(fireSchedule.name, cron, ofInstallation("schedule", input), { key, tz }),
    remove: (key) => boss.unschedule(fireSchedule.name, key),
  };
}

/** The envelope of a job without a person. */
function ofInstallation(requestId: string, input: unknown): JobEnvelope {
  return { tenantId: null, userId: null, requestId, origin: { ip: null, traceparent: null }, input };
}

/** Schedules the jobs of the installation. */
async function scheduleGlobally(boss: PgBoss, { schedules }: Registry) {
  for (const { name, scope, cron, job, input } of schedules.values()) {
    if (scope === "installation") await boss.schedule(job.name, cron, ofInstallation("schedule", input), { key: name });
  }
}

/** Metrics of pg-boss: jobs per queue, and the age of the oldest. */
function countQueues({ metrics }: App, boss: PgBoss) {
  metrics.gauge("waybill_queue_depth", "Jobs in the queues, by state", ["queue", "state"], async () =>
    (await boss.getQueues()).flatMap(({ name, readyCount, deferredCount, activeCount, failedCount }) =>
      Object.entries({ readyCount, deferredCount, activeCount, failedCount }).map(
        ([state, count]): [{ queue: string; state: string }, number] => [
          { queue: name, state: state.replace("Count", "") },
          count,
        ],
      ),
    ),
  );
  metrics.gauge("waybill_queue_oldest_seconds", "Age of the oldest ready job", ["queue"], async () =>
    (await boss.getQueues()).map(({ name, readyOldestSeconds }) => [{ queue: name }, readyOldestSeconds ?? 0]),
  );
}

/** Starts processing all declared jobs. */
export async function startWorker(app: App): Promise<Worker> {
  const { settings, registry, log } = app;
  const concurrency = settings.JOBS_CONCURRENCY;
  const options = { ...queueConnection(settings), worker: true, max: concurrency + 4 };
  const connection = new QueueConnection(options);
  const boss = await startPgBoss(options, registry, log, connection);
  app.clients.scheduler = schedulerOf(boss);
  app.clients.reconciler = { reconcileAll: () => reconcileAll(app) };
  const jobTypeWorkers = [...registry.jobs.values()].map((job) => new JobTypeWorker(app, boss, job, concurrency));
  for (const each of jobTypeWorkers) await each.start();
  await scheduleGlobally(boss, registry);
  countQueues(app, boss);
  const reconciler = startReconciler(app);
  let ready = true;
  log.info({ jobs: registry.jobs.size }, "worker ready");
  return {
    get ready() {
      return ready;
    },
    get listening() {
      return connection.listening;
    },
    async stop(graceSeconds = 30) {
      ready = false;
      // Immediately, even if the rest takes time; running jobs are awaited below.
      for (const each of jobTypeWorkers) each.stop();
      await reconciler.stop();
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000 });
    },
  };
}

/** The retention of failed jobs in the queue, in milliseconds. */
const keptMs = failedJobDays * 86_400_000;
/** The overlap of successive checks, which covers late commits. */
const overlapMs = 60_000;

/**
 * Reconciles jobs that the queue has ended without telling their tenant: initially all that it holds, then as often as the
 * queue checks for workers that have ended.
 */
function startReconciler(app: App): { stop(): Promise<void> } {
  const { log, settings } = app;
  let since = new Date(Date.now() - keptMs);
  let looking = Promise.resolve();
  const look = async () => {
    const started = Date.now();
    await reconcileEnded(app, since);
    since = new Date(started - overlapMs);
  };
  const chain = (work: () => Promise<unknown>) => {
    looking = looking.then(work).then(
      () => {},
      (error) => log.error({ err: error }, "jobs could not be reconciled with the queue"),
    );
  };
  chain(look);
  chain(() => reconcileAll(app));
  const timer = setInterval(() => chain(look), settings.JOBS_MONITOR_SECONDS * 1000);
  return {
    stop() {
      clearInterval(timer);
      return looking;
    },
  };
}
