import { liveChannel, newId, preparedSql } from "@waybill/db";
import { events } from "@waybill/db/core";
import type { EntityName } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { type Hub, isSystem, type TenantContext, type WorkContext } from "../context.ts";
import type { LiveMessage } from "../live/live-reader.ts";
import { activityValues, insertActivity } from "./activity.ts";
import type { EventDefinition, EventHandler } from "./events.ts";

const given = sql.placeholder;

const notice = sql`select pg_notify(${liveChannel}, ${given("message")})`;
const noticeAlone = preparedSql(() => notice);

/** SQL of an event and its activity entry, with something else at the end of the statement. */
const eventWith = (last: SQL) => sql`
  with event as (
    insert into ${events} (tenant_id, id, name, version, entity, entity_id, payload, user_id, by_system, request_id)
    values (${given("tenantId")}, ${given("id")}, ${given("name")}, ${given("version")}, ${given("entity")}, ${given("entityId")},
      ${given("payload")}, ${given("userId")}, ${given("bySystem")}, ${given("requestId")})),
    entry as (${insertActivity()})
  ${last}`;

const eventAndNotice = preparedSql(() => eventWith(notice));
const eventAlone = preparedSql(() => eventWith(sql`select`));

const messageOf = (message: LiveMessage) => JSON.stringify(message);

/** Tells a tenant's open pages, at the commit, that something has changed. For work that has no {@link Hub}. */
export async function announceTo({ run }: Pick<WorkContext, "run">, message: LiveMessage): Promise<void> {
  await run(noticeAlone, { message: messageOf(message) });
}

/**
 * Publishes events in an open unit of work.
 *
 * @param context returns the tenant's context at each event, for sync handlers.
 */
export function hubOf(context: () => TenantContext): Hub {
  return {
    async publish<Payload>(event: EventDefinition<Payload>, payload: Payload, change = {}) {
      const ctx = context();
      if (!ctx.registry.events.has(event.name)) throw new Error(`No module lists the event ${event.name}.`);
      const id = newId();
      const entityId = entityIdOf(payload);
      const parsed = event.payload.parse(payload);
      const { name, version, entity } = event;
      const entry = ctx.activity.rowOf({ action: name, entity, entityId, summary: event.summary(parsed), ...change });
      const message = messageOf({ tenantId: ctx.tenant.id, eventId: id, name, entity, entityId });
      const values = {
        ...activityValues(entry),
        ...{ id, name, version, payload: JSON.stringify(parsed), bySystem: isSystem(ctx.actor), message },
      };
      // The event, its activity entry and the notification of open pages in one statement. On Citus the event is written on
      // another node than the first, where pages listen, so there are two.
      const recorded = ctx.distributed
        ? Promise.all([ctx.run(eventAlone, values), ctx.run(noticeAlone, values)])
        : ctx.run(eventAndNotice, values);
      const handlers = (ctx.registry.handlers.get(name) ?? []).map(({ handler }) => handler);
      const jobs = handlers.flatMap(({ job }) => (job ? [{ job, input: { version, payload: parsed } }] : []));
      const queued = jobs.length > 0 ? ctx.jobs.enqueueEach(jobs, { eventId: id }) : undefined;
      // Pipelined on one connection, in this order: sync handlers see the event's row.
      await Promise.all([recorded, queued, runInTurn(handlers, ctx, parsed)]);
    },
    async announce(entity: EntityName, id: string | null) {
      const ctx = context();
      await announceTo(ctx, { tenantId: ctx.tenant.id, entity, entityId: id });
    },
  };
}

/** Runs the sync handlers one after the other. */
async function runInTurn(handlers: readonly EventHandler[], ctx: TenantContext, payload: unknown): Promise<void> {
  for (const { run } of handlers) if (run) await run(ctx, payload);
}

function entityIdOf(payload: unknown): string | null {
  return typeof payload === "object" && payload !== null && "id" in payload ? String(payload.id) : null;
}
