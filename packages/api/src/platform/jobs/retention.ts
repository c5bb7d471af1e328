import { z } from "zod";
import {
  defineJob,
  defineSchedule,
  olderThan,
  type Retention,
  retentionDays,
  type WorkContext,
} from "../../core/index.ts";
import { everyTenant, keepDaysOf } from "../tenants/index.ts";

/** Rows per kind and transaction. */
const batchSize = 500;

/** The number of removed rows by kind. */
type Counts = Record<string, number>;

/** Removes a batch of each kind. @returns whether there may be more */
async function removeBatch<Context extends WorkContext>(
  ctx: Context,
  kinds: readonly Retention<Context>[],
  counts: Counts,
  own: Readonly<Record<string, number>> = {},
): Promise<boolean> {
  let more = false;
  for (const kind of kinds) {
    const days = retentionDays(kind, ctx.settings, own);
    if (days === null) continue;
    const removed = await kind.remove(ctx, olderThan(days), batchSize);
    counts[kind.name] = (counts[kind.name] ?? 0) + removed;
    more ||= removed >= batchSize;
  }
  return more;
}

/** Removes data past its retention period by each module's `retention`: tenant by tenant, in batches. Idempotent. */
export const removeOld = defineJob({
  name: "jobs.removeOld",
  title: "Remove data past its retention period",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 3 * 3600,
  onGiveUp: { noDependents: "The next nightly run continues." },
  async run(job) {
    const counts: Counts = {};
    while (await job.globalTransaction((ctx) => removeBatch(ctx, ctx.registry.retentions.installation, counts)));
    for await (const tenantId of everyTenant(job)) {
      const next = () =>
        job.transactionIn(tenantId, async (ctx) =>
          removeBatch(ctx, ctx.registry.retentions.tenant, counts, await keepDaysOf(ctx)),
        );
      while (await next()) job.signal.throwIfAborted();
    }
    job.log.info({ removed: counts }, "data past its retention period was removed");
    return { removed: counts };
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
