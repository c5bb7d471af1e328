import { isUnavailable, QueueConnection } from "@waybill/db";
import type { JobResult, PgBoss } from "pg-boss";
import { z } from "zod";
import { queueConnection } from "./app.ts";
import type { App } from "./core/context.ts";
import { publicMessage } from "./core/errors.ts";
import type { Outcome } from "./core/job-attempt.ts";
import type { JobDefinition, JobEnvelope } from "./core/jobs.ts";
import type { Registry } from "./core/module.ts";
import { reconcileAll, reconcileEnded } from "./core/reconcile-jobs.ts";
import { runAttempt } from "./core/run-job.ts";
import { startPgBoss } from "./core/start-pg-boss.ts";
import { fireSchedule, type Scheduler } from "./platform/jobs/index.ts";

const envelope = z.object({
  tenantId: z.uuid().nullable(),
  userId: z.uuid().nullable(),
  requestId: z.string(),
  origin: z.object({
    ip: z.string().nullable(),
    traceparent: z.string().nullable(),
    // Jobs of earlier versions do not have it.
    apiKeyId: z.guid().nullish(),
  }),
  input: z.unknown(),
});

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
  for (const job of registry.jobs.values()) await work(app, boss, job, concurrency);
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
      for (const name of registry.jobs.keys()) void boss.offWork(name, { wait: false });
      await reconciler.stop();
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000 });
    },
  };
}

/** The retention of failed jobs in the queue, in milliseconds. */
const keptMs = 7 * 86_400_000;
/** The overlap of successive checks, which covers late commits. */
const overlapMs = 60_000;

/**
 * Settles jobs that the queue has ended without telling their tenant: initially all that it holds, then as often as the
 * queue checks for dead workers.
 */
function startReconciler(app: App): { stop(): Promise<void> } {
  const { log, settings } = app;
  let since = new Date(Date.now() - keptMs);
  let looking = Promise.resolve();
  const look = async () => {
    const began = Date.now();
    await reconcileEnded(app, since);
    since = new Date(began - overlapMs);
  };
  const begin = (work: () => Promise<unknown>) => {
    looking = looking.then(work).then(
      () => {},
      (error) => log.error({ err: error }, "jobs could not be reconciled with the queue"),
    );
  };
  begin(look);
  begin(() => reconcileAll(app));
  const timer = setInterval(() => begin(look), settings.JOBS_MONITOR_SECONDS * 1000);
  return {
    stop() {
      clearInterval(timer);
      return looking;
    },
  };
}

/** The polling interval for due jobs, in seconds. NOTIFY announces new ones. */
const dueSeconds = 2;

/** Wakes an idle slot of a queue; busy slots check when they are done. */
function wake(boss: PgBoss, queue: string): void {
  const slots = boss.getWipData().filter(({ name }) => name === queue);
  // The slot that has been idle longest.
  const [next] = slots
    .filter(({ count }) => count === 0)
    .sort((a, b) => Number(a.lastFetchedOn ?? 0) - Number(b.lastFetchedOn ?? 0));
  for (const { id, count } of slots) if (count > 0 || id === next?.id) boss.notifyWorker(id);
}

async function work(app: App, boss: PgBoss, job: JobDefinition, concurrency: number) {
  const options = {
    includeMetadata: true,
    perJobResults: true,
    localConcurrency: concurrency,
    // One tenant can occupy all slots but one, so that another tenant's job always finds one.
    localGroupConcurrency: Math.max(1, concurrency - 1),
    pollingIntervalSeconds: dueSeconds,
    notifyPollingIntervalSeconds: dueSeconds,
  } as const;
  await boss.work(job.name, options, async (fetched) => {
    // Where there was one job there may be more: the next slot checks now, and this one when it is done.
    wake(boss, job.name);
    return Promise.all(
      fetched.map(async ({ id, data, retryCount, signal }) => {
        const sent = envelope.parse(data);
        const outcome = await runAttempt(app, job, { id, envelope: sent, attempt: retryCount + 1, signal });
        return queueResultOf(outcome, sent.requestId);
      }),
    );
  });
}

/** The outcome in terms of the queue: a refused job is not retried. */
function queueResultOf({ id, state, result, error }: Outcome, requestId: string): JobResult {
  if (state === "done" || state === "cancelled") {
    return { id, status: "completed", output: typeof result === "object" && result !== null ? result : {} };
  }
  const message = publicMessage(error, requestId);
  return { id, status: state === "refused" ? "deadletter" : "failed", output: { message } };
}
