import { liveChannel, newId } from "@waybill/db";
import { events } from "@waybill/db/core";
import type { EntityName } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { insertActivity } from "./activity.ts";
import { type Hub, isSystem, type TenantContext } from "./context.ts";
import type { EventDefinition, EventHandler } from "./events.ts";
import type { LiveMessage } from "./live.ts";

/**
 * Publishes events in an open unit of work.
 *
 * @param context returns the tenant's context at each event, for sync handlers.
 */
export function hubOf(context: () => TenantContext): Hub {
  const messageOf = ({ tenant }: TenantContext, message: Omit<LiveMessage, "tenantId">) =>
    JSON.stringify({ tenantId: tenant.id, ...message } satisfies LiveMessage);
  return {
    async publish<Payload>(event: EventDefinition<Payload>, payload: Payload, change = {}) {
      const ctx = context();
      if (!ctx.registry.events.has(event.name)) throw new Error(`No module lists the event ${event.name}.`);
      const id = newId();
      const entityId = entityIdOf(payload);
      const parsed = event.payload.parse(payload);
      const { name, version, entity } = event;
      const entry = ctx.activity.rowOf({ action: name, entity, entityId, summary: event.summary(parsed), ...change });
      const word = sql`select pg_notify(${liveChannel}, ${messageOf(ctx, { eventId: id, name, entity, entityId })})`;
      // The event, its activity entry and the notification of open pages in one statement. On Citus the event is written on
      // another node than the first, where pages listen, so there are two.
      const written = (last: SQL) =>
        ctx.db.execute(sql`
        with event as (
          insert into ${events} (tenant_id, id, name, version, entity, entity_id, payload, user_id, by_system, request_id)
          values (${ctx.tenant.id}, ${id}, ${name}, ${version}, ${entity}, ${entityId}, ${JSON.stringify(parsed)},
            ${entry.userId}, ${isSystem(ctx.actor)}, ${entry.requestId})),
          entry as (${insertActivity(entry)})
        ${last}`);
      const recorded = ctx.distributed
        ? Promise.all([written(sql`select`), ctx.db.execute(sql`${word}`)])
        : written(word);
      const handlers = (ctx.registry.handlers.get(name) ?? []).map(({ handler }) => handler);
      const jobs = handlers.flatMap(({ job }) => (job ? [{ job, input: { version, payload: parsed } }] : []));
      const queued = jobs.length > 0 ? ctx.jobs.enqueueEach(jobs, { eventId: id }) : undefined;
      // Pipelined on one connection, in this order: sync handlers see the event's row.
      await Promise.all([recorded, queued, runInTurn(handlers, ctx, parsed)]);
    },
    async announce(entity: EntityName, id: string | null) {
      const ctx = context();
      await ctx.db.execute(sql`select pg_notify(${liveChannel}, ${messageOf(ctx, { entity, entityId: id })})`);
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
