import type { JobCallerIds } from "../access/identity.ts";
import type { App, User } from "../context.ts";
import type { WorkCaller } from "../work/unit-of-work.ts";
import type { JobDefinition, JobEnvelope } from "./jobs.ts";

/** One attempt of a job. */
export interface Attempt {
  id: string;
  envelope: JobEnvelope;
  /** Counts from 1. */
  attempt: number;
  /** Aborted when the job is cancelled or the worker shuts down. */
  signal: AbortSignal;
}

/** The end of an attempt. `permanent` is a failure that no retry mends; it and `cancelled` are not retried. */
export interface Outcome {
  id: string;
  state: "done" | "failed" | "permanent" | "cancelled";
  result?: unknown;
  error?: unknown;
}

/** The ids of a job's caller. A job without `needs` does not depend on the API key that queued it. */
export const callerIdsOf = ({ needs }: JobDefinition, { userId, origin }: JobEnvelope): JobCallerIds => ({
  userId,
  apiKeyId: (needs !== null && origin.apiKeyId) || null,
});

/** The caller of an attempt's units of work. */
export function callerOfJob(
  app: App,
  job: JobDefinition,
  { id, envelope, attempt }: Attempt,
  user: User | null,
): WorkCaller {
  const { requestId, origin } = envelope;
  return {
    requestId,
    log: app.log.child({ requestId, jobId: id, job: job.name, attempt }),
    user,
    actor: { kind: "job", id, ip: origin.ip, apiKeyId: origin.apiKeyId ?? null },
  };
}

/** Whether the queue will not retry the job. */
export const isGivenUp = (job: JobDefinition, { attempt }: Attempt, { state }: Outcome) =>
  state === "permanent" || attempt > job.retry.limit;
