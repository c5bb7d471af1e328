import { schedules } from "@waybill/db/jobs";
import { tenants } from "@waybill/db/tenants";
import { id, programName, type setSchedule } from "@waybill/validators";
import { CronExpressionParser } from "cron-parser";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, onEvent, refuse, type Schedule, stale, type TenantContext } from "../../core/index.ts";
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

/** The jobs that run by the clock for a tenant. */
export class ScheduleService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Every schedule, as the tenant has set it, and when it runs next. */
  async list() {
    const { db, tenant, registry, clock, own } = this.#ctx;
    const rows = await db.select().from(schedules).where(own(schedules));
    const items = [...registry.schedules.values()]
      .filter(({ scope }) => scope === "tenant")
      .map(({ name, title, cron: usual }) => {
        const usually = { cron: usual, enabled: false, version: 0 };
        const { cron, enabled, version } = rows.find((row) => row.name === name) ?? usually;
        return {
          name,
          title,
          cron,
          enabled,
          version,
          nextRunAt: enabled ? nextRun(cron, tenant.timeZone, clock.now()) : null,
        };
      });
    return { items, timeZone: tenant.timeZone, nextCursor: null };
  }

  /** Switches a schedule on or off, and sets when it runs. @throws the stale issue where somebody set it since `version` */
  async set({ name, cron, enabled, version }: z.output<typeof setSchedule>) {
    const { db, hub, activity, jobs, tenant, clock, own } = this.#ctx;
    const schedule = this.#scheduleOf(name);
    if (!nextRun(cron, tenant.timeZone, clock.now())) {
      refuse({
        path: ["cron"],
        code: "invalid",
        message: "This is no time that ever comes. Enter five fields, such as 0 7 * * 1-5.",
      });
    }
    const [before] = await db
      .select()
      .from(schedules)
      .where(own(schedules, eq(schedules.name, name)));
    const [row] = await this.#write({ name, cron, enabled, version });
    if (!row) throw stale("schedule");
    await jobs.enqueue(applySchedule, { name });
    await activity.record({
      action: "jobs.setSchedule",
      entity: "schedule",
      entityId: null,
      summary: enabled ? `scheduled “${schedule.title}”` : `switched off the schedule “${schedule.title}”`,
      before: before ? { cron: before.cron, enabled: before.enabled } : null,
      after: { cron, enabled },
    });
    await hub.announce("schedule", null);
    return { name };
  }

  /** @returns nothing where somebody has set it since `version` */
  async #write({ name, version, ...values }: z.output<typeof setSchedule>) {
    const { db, tenant, own } = this.#ctx;
    const after = { ...values, version: version + 1, updatedAt: sql`now()` };
    const written = { name: schedules.name };
    if (version === 0) {
      const first = db.insert(schedules).values({ tenantId: tenant.id, name, ...after });
      return first.onConflictDoNothing().returning(written);
    }
    return db
      .update(schedules)
      .set(after)
      .where(own(schedules, eq(schedules.name, name), eq(schedules.version, version)))
      .returning(written);
  }

  #scheduleOf(name: string): Schedule {
    const schedule = this.#ctx.registry.schedules.get(name);
    if (schedule?.scope === "tenant") return schedule;
    refuse({ path: ["name"], code: "not_found", entity: "schedule", message: "This schedule does not exist." });
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

/** A stretch of time: `from` belongs to it, `to` to the next one. */
export interface Period {
  from: Date;
  to: Date;
}

const moments = z.tuple([z.object({ at: z.coerce.date() })]);

/** The same time on the tenant's day before. */
async function dayBefore({ db, tenant: { timeZone } }: TenantContext, moment: Date): Promise<Date> {
  const local = sql`${moment.toISOString()}::timestamptz at time zone ${timeZone}`;
  const rows = await db.execute(sql`select (${local} - interval '1 day') at time zone ${timeZone} as at`);
  const [{ at }] = moments.parse([...rows]);
  return at;
}

/** The time by which what happens is dated. */
async function timeOfDatabase({ db }: TenantContext): Promise<Date> {
  const [{ at }] = moments.parse([...(await db.execute(sql`select now() as at`))]);
  return at;
}

/**
 * The time since the last run of a schedule: for a job that tells what happened, whenever it runs. One ends where the
 * next begins, also where the clock is changed, the schedule is, or a run fails; the first one begins a day before.
 *
 * Called in the transaction that does the work: what is rolled back has covered nothing.
 *
 * @param name the schedule's.
 * @param jobId the job that runs.
 * @param until the end of the time; now, by the database's clock, where it is left out.
 * @returns null where this job has covered its time already: it runs a second time
 */
export async function coverSinceLast(
  ctx: TenantContext,
  name: string,
  jobId: string,
  until?: Date,
): Promise<Period | null> {
  const { db, own } = ctx;
  const mine = own(schedules, eq(schedules.name, name));
  const { coveredUntil, coveredBy } = schedules;
  const [row] = await db.select({ coveredUntil, coveredBy }).from(schedules).where(mine).for("no key update");
  const to = until ?? (await timeOfDatabase(ctx));
  if (row?.coveredBy === jobId) return null;
  const from = row?.coveredUntil ?? (await dayBefore(ctx, to));
  await db.update(schedules).set({ coveredUntil: to, coveredBy: jobId }).where(mine);
  return { from, to };
}

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
