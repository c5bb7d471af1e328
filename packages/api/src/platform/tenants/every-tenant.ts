import { tenants } from "@waybill/db/tenants";
import { asc, gt } from "drizzle-orm";
import type { JobContext } from "../../core/index.ts";

/** Tenants per query. */
const batchSize = 500;

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
