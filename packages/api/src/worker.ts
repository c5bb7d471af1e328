import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { queueConnection } from "./app.ts";
import type { App } from "./core/context.ts";
import type { JobDefinition } from "./core/jobs.ts";
import { startBoss } from "./core/queue.ts";
import { runJob } from "./core/run-job.ts";

const envelope = z.object({
  tenantId: z.uuid().nullable(),
  userId: z.uuid().nullable(),
  requestId: z.string(),
  input: z.unknown(),
});

/** A worker that drains the queues. */
export interface Worker {
  /** Whether it takes jobs. */
  readonly ready: boolean;
  /** Takes no new jobs, waits for the running ones, up to `graceSeconds`, and lets go of the queue. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Starts working off every job that the modules declare. */
export async function startWorker(app: App): Promise<Worker> {
  const { settings, registry, log } = app;
  const concurrency = settings.JOBS_CONCURRENCY;
  const boss = await startBoss({ ...queueConnection(settings), worker: true, max: concurrency + 4 }, registry, log);
  for (const job of registry.jobs.values()) await work(app, boss, job, concurrency);
  let ready = true;
  log.info({ jobs: registry.jobs.size }, "worker ready");
  return {
    get ready() {
      return ready;
    },
    async stop(graceSeconds = 30) {
      ready = false;
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000 });
    },
  };
}

async function work(app: App, boss: PgBoss, job: JobDefinition, concurrency: number) {
  const options = {
    includeMetadata: true,
    localConcurrency: concurrency,
    // One tenant may keep all but one of the places busy, so another tenant's job always finds one.
    localGroupConcurrency: Math.max(1, concurrency - 1),
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 1,
  } as const;
  await boss.work(job.name, options, async ([queued]) => {
    if (!queued) return;
    const result = await runJob(app, queued.id, job, envelope.parse(queued.data), queued.retryCount + 1, queued.signal);
    return typeof result === "object" && result !== null ? result : {};
  });
}
