import { z } from "zod";
import {
  defineJob,
  defineSchedule,
  olderThan,
  type Retention,
  retentionDays,
  type WorkContext,
} from "../../core/index.ts";
import { forEveryTenant, keepDaysOf } from "../tenants/index.ts";

/** Rows per kind and transaction. */
const batchSize = 500;

/** Removes a batch. @returns the number of removed rows */
async function removeBatch<Context extends WorkContext>(
  ctx: Context,
  kind: Retention<Context>,
  own: Readonly<Record<string, number>> = {},
): Promise<number> {
  const days = retentionDays(kind, ctx.settings, own);
  return days === null ? 0 : kind.remove(ctx, olderThan(days), batchSize);
}

/**
 * Removes data past its retention period by each module's `retention`: tenant by tenant, in batches. Idempotent. Each kind
 * has transactions of its own: some are removed with the rights of the tables' owner, and on Citus a transaction cannot
 * change an organisation's rows as two users.
 */
export const removeOld = defineJob({
  name: "jobs.removeOld",
  title: "Remove data past its retention period",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 3 * 3600,
  onGiveUp: { noDependents: "The next nightly run continues." },
  async run(job) {
    const removed: Record<string, number> = {};
    const removeAll = async ({ name }: { name: string }, removeNext: () => Promise<number>) => {
      for (let count = batchSize; count >= batchSize; removed[name] = (removed[name] ?? 0) + count) {
        job.signal.throwIfAborted();
        count = await removeNext();
      }
    };
    const { installation, tenant } = await job.globalTransaction(async ({ registry }) => registry.retentions);
    for (const kind of installation)
      await removeAll(kind, () => job.globalTransaction((ctx) => removeBatch(ctx, kind)));
    await forEveryTenant(job, async (tenantId) => {
      for (const kind of tenant) {
        await removeAll(kind, () =>
          job.transactionIn(tenantId, async (ctx) => removeBatch(ctx, kind, await keepDaysOf(ctx))),
        );
      }
    });
    job.log.info({ removed }, "data past its retention period was removed");
    return { removed };
  },
});

export const nightlyRemoval = defineSchedule({
  name: "jobs.nightlyRemoval",
  title: "Remove data past its retention period",
  cron: "50 2 * * *",
  scope: "installation",
  job: removeOld,
  input: {},
});
