import { tenants } from "@waybill/db/tenants";
import { asc, gt } from "drizzle-orm";
import type { JobContext } from "../../core/index.ts";

/** Tenants per query. */
const batchSize = 500;

/** One tenant's part of a job. */
interface TenantStep {
  tenantId: string;
  run: () => Promise<void>;
}

/**
 * Runs the steps of a job of the installation one after another. A failed step is logged with its tenant and keeps no other
 * tenant from its own. An aborted job ends at once.
 *
 * @throws at the end if a step has failed, so that the job is retried and its failure is seen
 */
export async function runTenantSteps(
  { signal, log }: Pick<JobContext<unknown>, "signal" | "log">,
  steps: AsyncIterable<TenantStep>,
): Promise<void> {
  const failed = new Set<string>();
  for await (const { tenantId, run } of steps) {
    signal.throwIfAborted();
    try {
      await run();
    } catch (error) {
      if (signal.aborted) throw error;
      failed.add(tenantId);
      log.error({ tenantId, err: error }, "the job failed for an organisation and goes on with the others");
    }
  }
  if (failed.size > 0) throw new Error(`The job failed for ${failed.size} organisations; the log names them.`);
}

/** Runs work of a job for every tenant, as `runTenantSteps`. */
export async function forEveryTenant(
  job: JobContext<unknown>,
  work: (tenantId: string) => Promise<void>,
): Promise<void> {
  async function* steps() {
    for await (const tenantId of everyTenant(job)) yield { tenantId, run: () => work(tenantId) };
  }
  await runTenantSteps(job, steps());
}

/** The ids of all tenants, for a job of the installation. */
export async function* everyTenant({ globalTransaction }: JobContext<unknown>): AsyncGenerator<string> {
  let last: string | undefined;
  for (;;) {
    const rows = await globalTransaction(({ db }) =>
      db
        .select({ id: tenants.id })
        .from(tenants)
        .where(last ? gt(tenants.id, last) : undefined)
        .orderBy(asc(tenants.id))
        .limit(batchSize),
    );
    yield* rows.map(({ id }) => id);
    last = rows.at(-1)?.id;
    if (!last) return;
  }
}
