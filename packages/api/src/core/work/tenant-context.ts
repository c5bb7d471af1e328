import type { Transaction } from "@waybill/db";
import { registryFor } from "../access/switches.ts";
import type { App, Tenant, TenantContext } from "../context.ts";
import { ofTenant } from "../data/sql.ts";
import { activityOf } from "../events/activity.ts";
import { hubOf } from "../events/hub.ts";
import { jobsOf } from "../jobs/enqueue.ts";
import type { Access } from "../permissions.ts";
import { type OpenWork, unitOfWork, withWork } from "./unit-of-work.ts";

/** The most reads in parallel. */
const maxParallel = 4;

/** The context of an open unit of work in a tenant: its statements, jobs and events carry the tenant. */
export function tenantContextOf(app: App, work: OpenWork, tenant: Tenant, access: Access): TenantContext {
  const { context, transaction, afterCommit } = work;
  const run: Transaction["run"] = (query, values) => transaction.run(query, { ...values, tenantId: tenant.id });
  const tenantContext: TenantContext = {
    ...context,
    registry: registryFor(app.registry, tenant),
    run,
    inTenant: (table, ...conditions) => ofTenant(tenant.id, table, ...conditions),
    permissions: access.permissions,
    can: access.can,
    why: access.why,
    tenant,
    activity: activityOf(context, tenant),
    jobs: jobsOf(app, { ...transaction, run, afterCommit }, context, tenant.id),
    // Sync handlers get the context with this hub.
    hub: hubOf(() => tenantContext),
    async parallel(...reads) {
      if (reads.length > maxParallel) throw new Error(`At most ${maxParallel} reads run in parallel.`);
      const scope = { tenantId: tenant.id, readOnly: true };
      const results = await Promise.all(
        reads.map((read) =>
          unitOfWork(app, context, scope, (own) => {
            const reading = tenantContextOf(app, own, tenant, access);
            return withWork(reading, () => read(reading));
          }),
        ),
      );
      return results as never; // one result for each read, in order, which the type of map does not express
    },
  };
  return tenantContext;
}
