import { schedules } from "@waybill/db/jobs";
import { tenants } from "@waybill/db/tenants";
import { id, programName } from "@waybill/validators";
import { CronExpressionParser } from "cron-parser";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, onEvent, type TenantContext } from "../../core/index.ts";
import { tenantUpdated } from "../tenants/index.ts";

/** The scheduler of the installation. Only a worker has an active one. */
export interface Scheduler {
  /**
   * Runs {@link fireSchedule} by a cron expression. Replaces the former one of the key.
   *
   * @param key from {@link keyOf}.
   * @param timeZone the IANA time zone of the expression.
   */
  set(key: string, cron: string, timeZone: string, input: { tenantId: string; name: string }): Promise<void>;
  remove(key: string): Promise<void>;
}

declare module "../../core/context.ts" {
  interface Clients {
    scheduler: Scheduler;
  }
}

/** The separator of tenant id and schedule name in a scheduler key. */
export const keySeparator = "__";

const keyOf = (tenantId: string, name: string) => `${tenantId}${keySeparator}${name}`;

/** The next run of a cron expression in a time zone; null if it is invalid or never runs. */
export function nextRun(cron: string, timeZone: string, from: Date): Date | null {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: from }).next().toDate();
  } catch {
    return null;
  }
}

/** Updates the scheduler with the tenant's setting. Idempotent. */
export const applySchedule = defineJob({
  name: "schedules.apply",
  title: "Update the schedule",
  readBy: "jobs.read",
  input: z.object({ name: programName }),
  retry: { limit: 10, delaySeconds: 2 },
  // Otherwise the page would show a schedule as active that the scheduler does not know.
  async onGiveUp({ db, hub, inTenant }, { input: { name } }) {
    const off = { enabled: false, updatedAt: sql`now()` };
    await db
      .update(schedules)
      .set(off)
      .where(inTenant(schedules, eq(schedules.name, name)));
    await hub.announce("schedule", null);
  },
  async run({ transaction, clients: { scheduler }, input: { name } }) {
    await transaction(async ({ db, tenant, inTenant }) => {
      const [row] = await db
        .select({ cron: schedules.cron, enabled: schedules.enabled, timeZone: tenants.timeZone })
        .from(schedules)
        .innerJoin(tenants, eq(tenants.id, schedules.tenantId))
        .where(inTenant(schedules, eq(schedules.name, name)))
        // Serialises concurrent changes of a schedule: the later one reads the earlier result.
        .for("no key update", { of: schedules });
      const key = keyOf(tenant.id, name);
      if (row?.enabled) await scheduler.set(key, row.cron, row.timeZone, { tenantId: tenant.id, name });
      else await scheduler.remove(key);
    });
  },
});

/** Queues an update of the scheduler for each schedule of a tenant: after an import, or a change of the time zone. */
export async function applySchedules({ db, jobs, inTenant }: TenantContext): Promise<void> {
  for (const { name } of await db.select({ name: schedules.name }).from(schedules).where(inTenant(schedules))) {
    await jobs.enqueue(applySchedule, { name });
  }
}

/** Called by the scheduler once per due time: queues the tenant's job. */
export const fireSchedule = defineJob({
  name: "schedules.fire",
  title: "Run due jobs",
  ofInstallation: true,
  input: z.object({ tenantId: id, name: programName }),
  onGiveUp: { noDependents: "The schedule runs again at its next scheduled time." },
  run: ({ transactionIn, input: { tenantId, name } }) =>
    transactionIn(tenantId, async ({ jobs, registry, log }) => {
      const schedule = registry.schedules.get(name);
      // A module that was removed or is switched off leaves its schedules behind.
      if (!schedule)
        return void log.warn({ schedule: name }, "the module of this schedule is switched off or no longer exists");
      await jobs.enqueue(schedule.job, schedule.input, { uniqueKey: "scheduled" });
    }),
});

/** Updates the schedules of a tenant after a change of its time zone. */
export const followTimeZone = onEvent(tenantUpdated, "schedules.followTimeZone", applySchedules, {
  onGiveUp: { noDependents: "The schedule keeps its former time zone until the dead letter is retried." },
});
