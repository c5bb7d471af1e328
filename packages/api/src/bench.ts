import { newId } from "@waybill/db";
import { tenants } from "@waybill/db/tenants";
import { eq } from "drizzle-orm";
import type { App, TenantContext } from "./core/context.ts";
import { requireRow } from "./core/errors.ts";
import type { Outcome } from "./core/jobs/job-attempt.ts";
import { recordJobs } from "./core/jobs/job-rows.ts";
import { runAttempt } from "./core/jobs/run-job.ts";
import { wholeAccess } from "./core/permissions.ts";
import { tenantContextOf } from "./core/work/tenant-context.ts";
import { system, unitOfWork, type WorkCaller } from "./core/work/unit-of-work.ts";
import { tenantColumns } from "./platform/tenants/index.ts";

// The parts of the core that benchmarks under bench/ use; nothing else imports this file.

export { hash } from "@node-rs/argon2";
export { insertTogether, newRows } from "./core/data/sql.ts";
export { onEvent } from "./core/events/events.ts";
export { defineJob, type JobDefinition } from "./core/jobs/jobs.ts";
export { unitOfWork } from "./core/work/unit-of-work.ts";
export { parcelCreated } from "./modules/parcels/events.ts";

/** A caller without a user: the benchmark. */
export const systemCaller = (app: App): WorkCaller => ({ requestId: "bench", log: app.log, user: null, actor: system });

/** Runs a unit of work in a tenant with all permissions. */
export function asTenant<T>(app: App, tenantId: string, body: (ctx: TenantContext) => Promise<T>): Promise<T> {
  const access = wholeAccess(app.registry.resources);
  return unitOfWork(app, systemCaller(app), { tenantId }, async (work) => {
    const rows = await work.context.db.select(tenantColumns).from(tenants).where(eq(tenants.id, tenantId));
    return body(tenantContextOf(app, work, requireRow(rows, "tenant"), access));
  });
}

/** Queues a job and runs it here. @returns its outcome */
export async function runQueued(
  app: App,
  name: string,
  { tenantId, userId, input }: { tenantId: string; userId: string; input: unknown },
): Promise<Outcome> {
  const job = app.registry.jobs.get(name);
  if (!job) throw new Error(`There is no job ${name}.`);
  const id = newId();
  const envelope = { tenantId, userId, requestId: "bench", origin: { ip: null, traceparent: null }, input };
  await asTenant(app, tenantId, (ctx) => recordJobs(ctx, [{ id, job, envelope, options: {} }]));
  return runAttempt(app, job, { id, envelope, attempt: 1, signal: new AbortController().signal });
}
