import { preparedQuery } from "@waybill/db";
import { events, jobs } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import type { EventFilter, Replay } from "@waybill/validators";
import { and, asc, desc, eq, gt, gte, lte, type SQL, sql } from "drizzle-orm";
import {
  type HandlerInput,
  type JobDefinition,
  mayReadJob,
  refuse,
  requireRow,
  type TenantContext,
} from "../../core/index.ts";
import { NewestList } from "../lists/index.ts";

const columns = {
  id: events.id,
  name: events.name,
  version: events.version,
  entity: events.entity,
  entityId: events.entityId,
  payload: events.payload,
  userName: users.name,
  bySystem: events.bySystem,
  requestId: events.requestId,
  createdAt: events.createdAt,
};

const eventList = new NewestList({
  table: events,
  rows: (condition) =>
    preparedQuery((db) =>
      db
        .select(columns)
        .from(events)
        .leftJoin(users, eq(users.id, events.userId))
        .where(condition)
        .orderBy(desc(events.id))
        .limit(sql.placeholder("limit")),
    ),
  columns: { entityId: { column: events.entityId }, name: { column: events.name } },
});

/** Events per batch of a replay. */
const batchSize = 500;

interface AsyncHandler {
  event: string;
  job: JobDefinition<HandlerInput>;
}

/** Events, their handlers and the results. */
export class EventService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Events, the newest first. */
  list({ cursor, limit, name, entityId }: EventFilter) {
    const filters = { name: name ? [name] : [], entityId: entityId ? [entityId] : [] };
    return eventList.page(this.#ctx, { columns: filters, cursor, limit });
  }

  /** One event with its handler jobs. */
  async byId(id: string) {
    const { db, inTenant } = this.#ctx;
    const [rows, handlerJobs] = await Promise.all([
      db
        .select(columns)
        .from(events)
        .leftJoin(users, eq(users.id, events.userId))
        .where(inTenant(events, eq(events.id, id))),
      db
        .select({ id: jobs.id, name: jobs.name, state: jobs.state, error: jobs.error, createdAt: jobs.createdAt })
        .from(jobs)
        .where(inTenant(jobs, eq(jobs.eventId, id)))
        .orderBy(asc(jobs.id)),
    ]);
    const { registry, permissions } = this.#ctx;
    const readable = ({ name }: { name: string }) => mayReadJob(registry, permissions, name);
    return {
      ...requireRow(rows, "event"),
      handlerJobs: handlerJobs.map((job) => (readable(job) ? job : { ...job, error: null })),
    };
  }

  /** Publishers and handlers of each event type, from the code. */
  map() {
    const { registry } = this.#ctx;
    return [...registry.events.values()].map(({ module, event: { name, version, entity } }) => ({
      name,
      version,
      entity,
      module,
      handlers: (registry.handlers.get(name) ?? []).map(({ module: of, handler }) => ({
        name: handler.name,
        module: of,
        async: handler.job !== undefined,
      })),
    }));
  }

  /**
   * Queues a handler's job for past events: one, a range, or all that it has never handled.
   *
   * @returns the number of queued jobs.
   */
  async replay(input: Replay, afterId: string | null): Promise<{ queued: number; lastId: string | null }> {
    const { db, jobs: queue } = this.#ctx;
    const { event, job } = this.#handlerOf(input.handler);
    const rows = await db
      .select({ id: events.id, version: events.version, payload: events.payload })
      .from(events)
      .where(and(this.#matching(input, event), afterId ? gt(events.id, sql`${afterId}::uuid`) : undefined))
      .orderBy(asc(events.id))
      .limit(batchSize);
    for (const { id: eventId, version, payload } of rows) await queue.enqueue(job, { version, payload }, { eventId });
    return { queued: rows.length, lastId: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null) };
  }

  /** The number of events in a replay. @throws not_found for an unknown handler, or one that runs in the transaction */
  async count(input: Replay): Promise<number> {
    const { event } = this.#handlerOf(input.handler);
    const rows = await this.#ctx.db
      .select({ count: sql<number>`count(*)::int` })
      .from(events)
      .where(this.#matching(input, event));
    return rows.at(0)?.count ?? 0;
  }

  #handlerOf(name: string): AsyncHandler {
    for (const [event, handlers] of this.#ctx.registry.handlers) {
      const job = handlers.find(({ handler }) => handler.name === name)?.handler.job;
      if (job) return { event, job };
    }
    refuse({ path: ["handler"], code: "not_found", message: `The async handler ${name} does not exist.` });
  }

  #matching({ handler, eventId, from, to, missedOnly }: Replay, event: string): SQL {
    const missed = sql`not exists (select from ${jobs} where ${jobs.tenantId} = ${this.#ctx.tenant.id}
      and ${jobs.eventId} = ${events.id} and ${jobs.name} = ${handler})`;
    return this.#ctx.inTenant(
      events,
      eq(events.name, event),
      eventId ? eq(events.id, eventId) : undefined,
      from ? gte(events.createdAt, new Date(from)) : undefined,
      to ? lte(events.createdAt, new Date(to)) : undefined,
      missedOnly ? missed : undefined,
    );
  }
}
