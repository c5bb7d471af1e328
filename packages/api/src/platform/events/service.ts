import { preparedQuery } from "@waybill/db";
import { events, jobs } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import { type EventFilter, maxReplayChecked, type Replay } from "@waybill/validators";
import { and, asc, count, desc, eq, gt, gte, lt, lte, sql } from "drizzle-orm";
import {
  type HandlerInput,
  type JobDefinition,
  mayReadJob,
  refuse,
  requireRow,
  type TenantContext,
} from "../../core/index.ts";
import { hasValue, idsBetween, NewestList } from "../lists/index.ts";

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

/** The events checked in a batch of a replay. */
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
   * Queues a handler's job for past events: one, a range, or all that it has never handled. Checks a batch of events.
   *
   * @returns the number of queued jobs, and the last checked event; null at the end.
   */
  async replay(input: Replay, afterId: string | null): Promise<{ queued: number; lastId: string | null }> {
    const { db, jobs: queue } = this.#ctx;
    const { event, job } = this.#handlerOf(input.handler);
    const { scope, isMeant } = this.#matching(input, event);
    const rows = await db
      .select({ id: events.id, version: events.version, payload: events.payload, isMeant })
      .from(events)
      .where(and(scope, afterId ? gt(events.id, sql`${afterId}::uuid`) : undefined))
      .orderBy(asc(events.id))
      .limit(batchSize);
    const meant = rows.filter((row) => row.isMeant);
    for (const { id: eventId, version, payload } of meant) await queue.enqueue(job, { version, payload }, { eventId });
    return { queued: meant.length, lastId: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null) };
  }

  /**
   * The number of events in a replay, among the first {@link maxReplayChecked} in its order.
   *
   * @returns with `more` if later events were not checked
   * @throws not_found for an unknown handler, or one that runs in the transaction
   */
  async count(input: Replay): Promise<{ count: number; more: boolean }> {
    const { scope, isMeant } = this.#matching(input, this.#handlerOf(input.handler).event);
    const checked = this.#ctx.db
      .select({ isMeant: isMeant.as("is_meant") })
      .from(events)
      .where(scope)
      .orderBy(asc(events.id))
      .limit(maxReplayChecked + 1)
      .as("checked");
    const rows = await this.#ctx.db
      .select({ checked: count(), found: sql<number>`(count(*) filter (where ${checked.isMeant}))::int` })
      .from(checked);
    const { found, checked: all } = requireRow(rows, "event");
    return { count: Math.min(found, maxReplayChecked), more: all > maxReplayChecked };
  }

  #handlerOf(name: string): AsyncHandler {
    for (const [event, handlers] of this.#ctx.registry.handlers) {
      const job = handlers.find(({ handler }) => handler.name === name)?.handler.job;
      if (job) return { event, job };
    }
    refuse({ path: ["handler"], code: "not_found", message: `The async handler ${name} does not exist.` });
  }

  /** The events to check, by an index in the order of a replay; and whether one of them is meant. */
  #matching({ handler, eventId, from, to, missedOnly }: Replay, event: string) {
    const { inTenant, tenant } = this.#ctx;
    const ids = idsBetween(from, to);
    // With `offset 0` it is looked up for each event: as a join it would read all jobs of the handler.
    const missed = sql`not exists (select from ${jobs} where ${jobs.tenantId} = ${tenant.id}
      and ${jobs.eventId} = ${events.id} and ${jobs.name} = ${handler} offset 0)`;
    const conditions = [
      from ? gte(events.createdAt, new Date(from)) : undefined,
      to ? lte(events.createdAt, new Date(to)) : undefined,
      missedOnly ? missed : undefined,
    ];
    return {
      scope: inTenant(
        events,
        hasValue(events.name, sql`${event}::text`),
        eventId ? eq(events.id, eventId) : undefined,
        gte(events.id, ids.low),
        lt(events.id, ids.high),
      ),
      isMeant: sql<boolean>`(${and(sql`true`, ...conditions)})`,
    };
  }
}
