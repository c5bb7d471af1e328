import { supportAccess } from "@waybill/db/support";
import { tenants } from "@waybill/db/tenants";
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { notFound, type OperatorContext } from "../../core/index.ts";
import { fireSchedule, keySeparator, nextRun } from "../jobs/index.ts";

/** The number of tenants on a job type's page. */
const tenantsShown = 20;

const nothing = { ready: 0, deferred: 0, running: 0, failed: 0, oldestReadyAt: null };

/** The state of the queues: sizes and ages, never the content of jobs. */
export class QueueService {
  readonly #ctx: OperatorContext;

  constructor(ctx: OperatorContext) {
    this.#ctx = ctx;
  }

  /** All job types: those of the code, and those of earlier versions in the queue. */
  async list() {
    const { queues, registry } = this.#ctx;
    const [sizes, throughput, workers] = await Promise.all([queues.sizes(), queues.throughput(), queues.workers()]);
    const types = new Set([...registry.jobs.keys(), ...throughput.map(({ type }) => type)]);
    const items = [...types].map((type) => ({
      ...this.#named(type),
      ...nothing,
      ...sizes.find((size) => size.type === type),
      lastDoneAt: null,
      doneInLast5Minutes: 0,
      ...throughput.find((one) => one.type === type),
      // A process that has just started has not reported its job types yet.
      hasWorker: workers.some(({ types }) => types === null || types.includes(type)),
    }));
    return { items: items.sort((a, b) => a.title.localeCompare(b.title)), nextCursor: null };
  }

  /** Failed jobs by type, latest first. */
  async failures() {
    const groups = await this.#ctx.queues.failures();
    const items = groups.map((group) => ({ ...this.#named(group.type), ...group }));
    return { items: items.sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime()), nextCursor: null };
  }

  /** One job type, with the tenants that have the most jobs of it. @throws NOT_FOUND */
  async byType(type: string) {
    const one = (await this.list()).items.find((item) => item.type === type);
    if (!one) throw notFound("job");
    const [groups, shares] = await Promise.all([
      this.#ctx.queues.failures(),
      this.#ctx.queues.tenantsOf(type, tenantsShown + 1),
    ]);
    const shown = shares.slice(0, tenantsShown);
    const named = await this.#tenants(shown.map(({ tenantId }) => tenantId));
    return {
      ...one,
      failures: groups.find((group) => group.type === type) ?? null,
      tenants: shown.flatMap((share) => {
        const tenant = named.get(share.tenantId);
        return tenant ? [{ ...tenant, ...share }] : [];
      }),
      moreTenants: shares.length > tenantsShown,
    };
  }

  /** The worker processes. */
  async workers() {
    const items = (await this.#ctx.queues.workers()).map(({ types, ...worker }) => ({
      ...worker,
      types: types?.length ?? null,
    }));
    return { items, nextCursor: null };
  }

  /** Schedules: of the installation, and the number of tenants for others. */
  async schedules() {
    const { queues, registry, clock: now } = this.#ctx;
    const [clock, ofTenants] = await Promise.all([
      queues.schedulerEntries(fireSchedule.name),
      queues.tenantScheduleCounts(fireSchedule.name, keySeparator),
    ]);
    const items = [...registry.schedules.values()].map((schedule) => {
      const { name, title, cron, scope } = schedule;
      const entry = clock.find(({ type, key }) => type === schedule.job.name && key === name);
      const tenantCount = ofTenants.find((one) => one.name === name)?.count ?? 0;
      return {
        ...{ name, title, cron, scope, tenants: tenantCount },
        lastQueuedAt: entry?.lastQueuedAt ?? null,
        nextRunAt: scope === "installation" && entry ? nextRun(entry.cron, entry.timeZone, now.now()) : null,
      };
    });
    return { items, nextCursor: null };
  }

  #named(type: string) {
    const { registry } = this.#ctx;
    const job = registry.jobs.get(type);
    const event = [...registry.handlers].find(([, handlers]) => handlers.some(({ handler }) => handler.name === type));
    return { type, title: job?.title ?? type, known: job !== undefined, handlerOf: event?.[0] ?? null };
  }

  /** The names of tenants, and whether the operator has support access. */
  async #tenants(ids: string[]) {
    const { db, user } = this.#ctx;
    const open = and(
      eq(supportAccess.tenantId, tenants.id),
      eq(supportAccess.userId, user.id),
      gt(supportAccess.expiresAt, sql`now()`),
      isNull(supportAccess.endedAt),
    );
    const rows = await db
      .selectDistinct({
        id: tenants.id,
        name: tenants.name,
        slug: tenants.slug,
        supportOpen: sql<boolean>`${supportAccess.id} is not null`,
      })
      .from(tenants)
      .leftJoin(supportAccess, open)
      .where(inArray(tenants.id, ids));
    return new Map(rows.map((row) => [row.id, row]));
  }
}
