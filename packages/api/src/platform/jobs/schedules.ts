import { schedules } from "@waybill/db/jobs";
import type { setSchedule } from "@waybill/validators";
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { refuse, type Schedule, stale, type TenantContext } from "../../core/index.ts";
import { applySchedule, nextRun } from "./scheduler.ts";

/** The schedules of a tenant. */
export class ScheduleService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All schedules with the tenant's settings and their next runs. */
  async list() {
    const { db, tenant, registry, clock, inTenant } = this.#ctx;
    const rows = await db.select().from(schedules).where(inTenant(schedules));
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

  /** Sets whether and when a schedule runs. @throws the stale issue if someone else has set it since `version` */
  async set({ name, cron, enabled, version }: z.output<typeof setSchedule>) {
    const { db, hub, activity, jobs, tenant, clock, inTenant } = this.#ctx;
    const schedule = this.#scheduleOf(name);
    if (!nextRun(cron, tenant.timeZone, clock.now())) {
      refuse({
        path: ["cron"],
        code: "invalid",
        message: "This schedule never runs. Enter five fields, such as 0 7 * * 1-5.",
      });
    }
    const [before] = await db
      .select()
      .from(schedules)
      .where(inTenant(schedules, eq(schedules.name, name)));
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

  /** @returns nothing if someone else has set it since `version` */
  async #write({ name, version, ...values }: z.output<typeof setSchedule>) {
    const { db, tenant, inTenant } = this.#ctx;
    const after = { ...values, version: version + 1, updatedAt: sql`now()` };
    const written = { name: schedules.name };
    if (version === 0) {
      const first = db.insert(schedules).values({ tenantId: tenant.id, name, ...after });
      return first.onConflictDoNothing().returning(written);
    }
    return db
      .update(schedules)
      .set(after)
      .where(inTenant(schedules, eq(schedules.name, name), eq(schedules.version, version)))
      .returning(written);
  }

  #scheduleOf(name: string): Schedule {
    const schedule = this.#ctx.registry.schedules.get(name);
    if (schedule?.scope === "tenant") return schedule;
    refuse({ path: ["name"], code: "not_found", entity: "schedule", message: "This schedule does not exist." });
  }
}
