import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "./failure.ts";
import type { Session } from "./session.ts";

type Call = Awaited<ReturnType<Session["person"]>>["call"];

/** The interval of polling a job, in milliseconds. */
const lookEveryMs = 200;
/** After this time a job that has not started is reported, in milliseconds. */
const longWaitMs = 10_000;

/**
 * Waits for a job to end, and reports its progress.
 *
 * @returns its result
 * @throws {UserError} with the reason if it failed or was cancelled
 */
export async function resultOf(session: Session, call: Call, id: string): Promise<unknown> {
  const started = performance.now();
  let printed: string | null = null;
  let warned = false;
  for (;;) {
    const job = await call.jobs.byId({ id });
    if (job.state === "done") return job.result;
    if (job.state === "failed" || job.state === "cancelled") {
      throw new UserError(job.error ?? `The job ended: ${job.state}.`);
    }
    if (job.message && job.message !== printed) session.note(job.message);
    printed = job.message;
    if (job.state === "queued" && !warned && performance.now() - started > longWaitMs) {
      session.note("No worker has started the job yet. It stays queued: is a worker running?");
      warned = true;
    }
    await sleep(lookEveryMs);
  }
}
