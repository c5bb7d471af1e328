import type { JobCaller } from "../access/identity.ts";
import type { App } from "../context.ts";
import { announceTo } from "../events/hub.ts";
import { wholeAccess } from "../permissions.ts";
import { unitOfWork } from "../work/unit-of-work.ts";
import { executeJob } from "./execute-job.ts";
import { type Attempt, callerIdsOf, callerOfJob, type Outcome } from "./job-attempt.ts";
import { type Ended, recordOutcomes } from "./job-outcome.ts";
import { markStarted } from "./job-rows.ts";
import type { JobDefinition } from "./jobs.ts";

/** Runs a handler as soon as a slot is free. */
export type RunInSlot = <T>(handle: () => Promise<T>) => Promise<T>;

/** How attempts are run together. */
export interface RunOptions {
  /** Limits the number of handlers at a time; no limit by default. */
  runInSlot?: RunInSlot;
  /** Ends jobs in the queue before the others of the call have ended. */
  endInQueue?: (outcomes: readonly Outcome[]) => Promise<void>;
}

/** The maximum time for which the end of a job waits to be recorded together with others, in milliseconds. */
const togetherMs = 500;

/** Jobs of one group have the same caller. */
const groupOf = ({ envelope: { tenantId, userId, origin } }: Attempt) => `${tenantId} ${userId} ${origin.apiKeyId}`;

/**
 * Runs attempts of jobs of one type: rebuilds their contexts, runs the handlers, and updates their rows. A cancelled job does
 * not start. One transaction records the starts of all jobs with the same caller, and one the ends of all of a tenant that are
 * done within a moment. Later, each end is recorded by itself.
 *
 * @returns the outcomes, in order
 */
export async function runAttempts(
  app: App,
  job: JobDefinition,
  attempts: readonly Attempt[],
  { runInSlot = (handle) => handle(), endInQueue }: RunOptions = {},
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const ended: Ended[] = [];
  const recordEnds = () => recordOutcomes(app, job, ended.splice(0));
  const endEarly = async () => {
    const some = ended.map(({ outcome }) => outcome);
    await recordEnds();
    // A job that cannot be ended now is ended with the others.
    await endInQueue?.(some).catch(() => {});
  };
  let early = Promise.resolve();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    early = endEarly();
  }, togetherMs);
  const run = async (attempt: Attempt, jobCaller: JobCaller) => {
    const outcome = await runInSlot(() => executeJob(app, job, attempt, jobCaller));
    outcomes.set(attempt.id, outcome);
    ended.push({ attempt, jobCaller, outcome });
    if (late) await endEarly();
  };
  const groups = Map.groupBy(attempts, groupOf);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const started = await start(app, job, group).catch((error) => {
        // The reconciler updates the rows after the last attempt.
        for (const { id, attempt } of group) {
          app.log.warn({ err: error, job: job.name, jobId: id, attempt }, "a job could not be started");
          outcomes.set(id, { id, state: "failed", error });
        }
        return null;
      });
      if (started) {
        const alive = group.filter(({ id }) => started.alive.has(id));
        await Promise.all(alive.map((attempt) => run(attempt, started.jobCaller)));
      }
    }),
  );
  clearTimeout(timer);
  await Promise.all([early, recordEnds()]);
  return attempts.map(({ id }) => outcomes.get(id) ?? { id, state: "cancelled" });
}

/** Runs one attempt, like {@link runAttempts}. */
export async function runAttempt(app: App, job: JobDefinition, attempt: Attempt): Promise<Outcome> {
  const [outcome] = await runAttempts(app, job, [attempt]);
  return outcome ?? { id: attempt.id, state: "cancelled" };
}

/** Runs one attempt. @returns whether it is done @throws the job's error, for a retry */
export async function runJob(app: App, job: JobDefinition, attempt: Attempt): Promise<boolean> {
  const { state, error } = await runAttempt(app, job, attempt);
  if (state === "failed") throw error;
  return state === "done";
}

/** Attempts that have started. */
interface Started {
  jobCaller: JobCaller;
  /** The ids of the jobs that were not cancelled. */
  alive: ReadonlySet<string>;
}

/** Looks up the caller of a group and records the start of its jobs. */
async function start(app: App, job: JobDefinition, group: readonly Attempt[]): Promise<Started> {
  const [first] = group;
  const alive = new Set(group.map(({ id }) => id));
  const noCaller = { user: null, tenant: null, access: wholeAccess(app.registry.resources), apiKeyEnded: false };
  const { tenantId = null, userId = null } = first?.envelope ?? {};
  if (!first || (!tenantId && !userId)) return { jobCaller: noCaller, alive };
  // A later commit of a handler makes this one durable, too; without either, the jobs have not started.
  const scope = { tenantId, waitForDisk: false };
  return unitOfWork(app, callerOfJob(app, job, first, null), scope, async ({ context }) => {
    const numbers = Object.fromEntries(group.map(({ id, attempt }) => [id, attempt]));
    const entityId = group.length === 1 ? first.id : null;
    const [jobCaller, started] = await Promise.all([
      app.identity.jobCaller(context, tenantId, callerIdsOf(job, first.envelope)),
      tenantId ? markStarted(context, tenantId, numbers) : alive,
      tenantId ? announceTo(context, { tenantId, entity: "job", entityId }) : null,
    ]);
    return { jobCaller, alive: started };
  });
}
