import { schedules } from "@waybill/db/jobs";
import { tenants } from "@waybill/db/tenants";
import { id, programName } from "@waybill/validators";
import { CronExpressionParser } from "cron-parser";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, onEvent, type TenantContext } from "../../core/index.ts";
import { tenantUpdated } from "../tenants/index.ts";

/** The clock of the installation. Only a worker has one that ticks. */
export interface Scheduler {
  /** Runs {@link fireSchedule} by the clock, until it is removed; setting it again replaces it. */
  set(key: string, cron: string, timeZone: string, input: { tenantId: string; name: string }): Promise<void>;
  remove(key: string): Promise<void>;
}

declare module "../../core/context.ts" {
  interface Clients {
    scheduler: Scheduler;
  }
}

/** Stands in the clock's key of a tenant's schedule between the tenant's id and the schedule's name. */
export const keySeparator = "__";

const keyOf = (tenantId: string, name: string) => `${tenantId}${keySeparator}${name}`;

/** When a cron expression comes due next, in a time zone; null where it is none, or never comes due. */
export function nextRun(cron: string, timeZone: string, from: Date): Date | null {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: from }).next().toDate();
  } catch {
    return null;
  }
}

/** Tells the clock what the tenant has set. Run twice, it tells the same. */
export const applySchedule = defineJob({
  name: "schedules.apply",
  title: "Update the schedule",
  readBy: "jobs.read",
  input: z.object({ name: programName }),
  retry: { limit: 10, delaySeconds: 2 },
  // A schedule that the clock does not know would be shown as one that runs.
  async onGiveUp({ db, hub, own }, { input: { name } }) {
    const off = { enabled: false, updatedAt: sql`now()` };
    await db
      .update(schedules)
      .set(off)
      .where(own(schedules, eq(schedules.name, name)));
    await hub.announce("schedule", null);
  },
  async handler({ transaction, clients: { scheduler }, input: { name } }) {
    await transaction(async ({ db, tenant, own }) => {
      const [row] = await db
        .select({ cron: schedules.cron, enabled: schedules.enabled, timeZone: tenants.timeZone })
        .from(schedules)
        .innerJoin(tenants, eq(tenants.id, schedules.tenantId))
        .where(own(schedules, eq(schedules.name, name)))
        // Two that set the same clock do it one after the other, and the later one knows what the earlier one wrote.
        .for("no key update", { of: schedules });
      const key = keyOf(tenant.id, name);
      if (row?.enabled) await scheduler.set(key, row.cron, row.timeZone, { tenantId: tenant.id, name });
      else await scheduler.remove(key);
    });
  },
});

/** Has the clock told of every schedule that the tenant has set: of a tenant that came from elsewhere. */
export async function applySchedules({ db, jobs, own }: TenantContext): Promise<void> {
  for (const { name } of await db.select({ name: schedules.name }).from(schedules).where(own(schedules))) {
    await jobs.enqueue(applySchedule, { name });
  }
}

/** What the clock calls: queues a tenant's job as the tenant sees it. The clock calls once for each time that is due. */
export const fireSchedule = defineJob({
  name: "schedules.fire",
  title: "Run due jobs",
  ofInstallation: true,
  input: z.object({ tenantId: id, name: programName }),
  onGiveUp: { nothingWaits: "The schedule fires again at its next time." },
  handler: ({ transactionIn, input: { tenantId, name } }) =>
    transactionIn(tenantId, async ({ jobs, registry, log }) => {
      const schedule = registry.schedules.get(name);
      // A module that is switched off, or was removed, leaves its schedules behind.
      if (!schedule)
        return void log.warn({ schedule: name }, "the module of this schedule is switched off or no longer exists");
      await jobs.enqueue(schedule.job, schedule.input, { uniqueKey: "scheduled" });
    }),
});

/** A tenant that moves to another time zone has its clocks set anew. */
export const followTimeZone = onEvent(
  tenantUpdated,
  "schedules.followTimeZone",
  async ({ db, jobs, own }) => {
    const rows = await db.select({ name: schedules.name }).from(schedules).where(own(schedules));
    for (const { name } of rows) await jobs.enqueue(applySchedule, { name });
  },
  { onGiveUp: { nothingWaits: "The schedule keeps its former time zone until the dead letter is retried." } },
);
