import { z } from "zod";
import { defineJob, defineSchedule, type JobContext } from "../../core/index.ts";
import { everyTenant, runTenantSteps } from "../tenants/index.ts";
import { FileService, fileKey, orphanedAfterMs } from "./service.ts";

/** Keys per look-up. */
const batchSize = 500;

/** Removes files without an owner, and content without a file. Idempotent. */
export const cleanUpFiles = defineJob({
  name: "files.cleanUp",
  title: "Remove unused files",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "The next nightly run removes the rest." },
  async run(job) {
    await runTenantSteps(job, steps(job));
  },
});

export const nightlyFiles = defineSchedule({
  name: "files.nightly",
  title: "Remove unused files",
  cron: "50 3 * * *",
  scope: "installation",
  job: cleanUpFiles,
  input: {},
});

/** First every tenant's files; then content, whose tenant exists only if it is among all that were listed before. */
async function* steps(job: JobContext<unknown>) {
  const known = new Set<string>();
  for await (const tenantId of everyTenant(job)) {
    known.add(tenantId);
    yield { tenantId, run: () => removeOrphans(job, tenantId) };
  }
  for await (const tenantId of job.clients.files.tenants()) {
    yield { tenantId, run: () => removeUnknown(job, tenantId, known.has(tenantId)) };
  }
}

async function removeOrphans({ clients, transactionIn }: JobContext<unknown>, tenantId: string) {
  const keys = await transactionIn(tenantId, (ctx) => new FileService(ctx).removeOrphans());
  for (const key of keys) await clients.files.remove(key);
}

/**
 * Removes a tenant's content without a file, except recent content that may not be entered yet.
 *
 * @param exists whether the tenant exists; otherwise all of its content is removed.
 */
async function removeUnknown({ clients, transactionIn }: JobContext<unknown>, tenantId: string, exists: boolean) {
  const before = Date.now() - orphanedAfterMs;
  let batch: string[] = [];
  const flush = async () => {
    const ids = batch;
    batch = [];
    const known = exists ? await transactionIn(tenantId, (ctx) => new FileService(ctx).known(ids)) : new Set();
    for (const id of ids.filter((one) => !known.has(one))) await clients.files.remove(fileKey(tenantId, id));
  };
  for await (const { id, writtenAt } of clients.files.list(tenantId)) {
    if (writtenAt.getTime() < before) batch.push(id);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
}
