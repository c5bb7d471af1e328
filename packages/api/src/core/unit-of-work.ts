import { AsyncLocalStorage } from "node:async_hooks";
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isLostConnection, liveChannel, newId, type Transaction, type TransactionScope } from "@waybill/db";
import { events } from "@waybill/db/core";
import type { EntityName } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { activityOf, insertActivity } from "./activity.ts";
import {
  type Actor,
  type App,
  type Hub,
  isSystem,
  type Jobs,
  keyBehind,
  type Tenant,
  type TenantContext,
  type WorkContext,
} from "./context.ts";
import { asIssue, isRetryable } from "./errors.ts";
import type { EventDefinition, EventHandler } from "./events.ts";
import { noteAgain, noteCancelled, noteOneCancelled } from "./job-rows.ts";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";
import type { LiveMessage } from "./live.ts";
import type { Logger } from "./logger.ts";
import type { Access } from "./permissions.ts";
import { type Queued, type QueuedRow, type QueueWork, recordJobs } from "./queue.ts";
import { ofTenant } from "./sql.ts";
import { registryFor } from "./switches.ts";
import { currentTraceparent } from "./telemetry.ts";

/** Who a unit of work is for: the user, the actor, and the request with its log. */
export interface Caller {
  requestId: string;
  log: Logger;
  user: WorkContext["user"];
  actor: Actor;
}

/** Nobody in particular: the installation itself. */
export const system: Actor = { kind: "system", id: null, ip: null };

/** A command on the machine: for the installation itself, or in a person's name. */
export const commandLine: Actor = { kind: "command", id: null, ip: null };

/** A unit of work while it is open. */
export interface OpenWork {
  context: WorkContext;
  transaction: Transaction;
  /** Runs after the commit, never after a rollback. */
  afterCommit(effect: () => Promise<void>): void;
}

const current = new AsyncLocalStorage<WorkContext>();

/** The unit of work that is open where this is called from. Input checks use it, which tRPC calls without a context. */
export function currentWork(): WorkContext {
  const work = current.getStore();
  if (!work) throw new Error("No unit of work is open here.");
  return work;
}

/** Makes `context` the one that {@link currentWork} finds inside `body`. */
export function withWork<T>(context: WorkContext, body: () => Promise<T>): Promise<T> {
  return current.run(context, body);
}

/** How many times a unit of work is attempted. */
const maxAttempts = 6;

/** How long after its start a unit of work may still be retried, in milliseconds: the caller waits for an answer. */
const longestMs = 10_000;

/**
 * Runs `body` as one unit of work: one transaction, committed when it returns, rolled back whole when it throws, with
 * the events and jobs that it made. The violation of a known constraint comes out as the issue it stands for.
 *
 * After a deadlock, a serialization failure or a connection lost before the commit, it is retried up to five times: until the
 * commit nothing has left the process, so `body` may run again. After that the request is refused with SERVICE_UNAVAILABLE.
 */
export async function unitOfWork<T>(
  app: App,
  caller: Caller,
  scope: TransactionScope,
  body: (work: OpenWork) => Promise<T>,
): Promise<T> {
  const until = performance.now() + longestMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptWork(app, caller, scope, body);
    } catch (error) {
      const why = reasonToRepeat(error);
      if (!why || attempt === maxAttempts || performance.now() > until) {
        throw asIssue(error, app.registry.constraints, caller.log);
      }
      caller.log.warn({ err: error, attempt }, `a unit of work ${why} and is retried`);
      await sleep(randomInt(20 * 2 ** attempt));
    }
  }
}

function reasonToRepeat(error: unknown): string | null {
  if (isLostConnection(error)) return "lost its connection";
  return isRetryable(error) ? "was rolled back by Postgres" : null;
}

async function attemptWork<T>(
  app: App,
  caller: Caller,
  scope: TransactionScope,
  body: (work: OpenWork) => Promise<T>,
): Promise<T> {
  const effects: (() => Promise<void>)[] = [];
  const result = await app.database.transaction({ userId: caller.user?.id, ...scope }, (transaction) => {
    const afterCommit = (effect: () => Promise<void>) => void effects.push(effect);
    const context: WorkContext = {
      db: transaction.db,
      run: transaction.run,
      distributed: transaction.distributed,
      user: caller.user,
      actor: caller.actor,
      clock: { now: () => new Date() },
      log: caller.log,
      requestId: caller.requestId,
      settings: app.settings,
      registry: app.registry,
      savepoint: transaction.savepoint,
      jobs: jobsOf(app, { ...transaction, afterCommit }, caller, null),
    };
    return withWork(context, () => body({ context, transaction, afterCommit }));
  });
  app.answeredAt = performance.now();
  for (const effect of effects) await effect();
  return result;
}

/** The most reads that {@link TenantContext.parallel} runs at a time. */
const maxParallel = 4;

/** Narrows an open unit of work to a tenant: what it queues and publishes carries the tenant from here on. */
export function inTenant(app: App, work: OpenWork, tenant: Tenant, access: Access): TenantContext {
  const { context, transaction, afterCommit } = work;
  const run: Transaction["run"] = (query, values) => transaction.run(query, { ...values, tenantId: tenant.id });
  const tenantContext: TenantContext = {
    ...context,
    registry: registryFor(app.registry, tenant),
    run,
    own: (table, ...conditions) => ofTenant(tenant.id, table, ...conditions),
    permissions: access.permissions,
    can: access.can,
    why: access.why,
    tenant,
    activity: activityOf(context, tenant),
    jobs: jobsOf(app, { ...transaction, run, afterCommit }, context, tenant.id),
    // Sync handlers get the context that the hub is part of.
    hub: hubOf(() => tenantContext),
    async parallel(...reads) {
      if (reads.length > maxParallel) throw new Error(`At most ${maxParallel} reads run side by side.`);
      const scope = { tenantId: tenant.id, readOnly: true };
      const results = await Promise.all(
        reads.map((read) =>
          unitOfWork(app, context, scope, (own) => {
            const reading = inTenant(app, own, tenant, access);
            return withWork(reading, () => read(reading));
          }),
        ),
      );
      return results as never; // one result for each read, in order; map forgets which is which
    },
  };
  return tenantContext;
}

/** The envelope of a job that this unit of work queues. */
function envelopeOf(
  { user, requestId, actor }: Pick<Caller, "user" | "requestId" | "actor">,
  tenantId: string | null,
  input: unknown,
): JobEnvelope {
  const origin = { ip: actor.ip, traceparent: currentTraceparent(), apiKeyId: keyBehind(actor) };
  return { tenantId, userId: user?.id ?? null, requestId, origin, input };
}

/** What of a job's row says who acted for its person. */
const storedOrigin = z.object({ apiKeyId: z.guid().nullish() });

function jobsOf(
  app: App,
  work: QueueWork,
  caller: Pick<Caller, "user" | "requestId" | "actor">,
  tenantId: string | null,
): Jobs {
  const queuedOf = (job: JobDefinition, input: unknown, options: EnqueueOptions): Queued => {
    if (tenantId && job.readBy === null) throw new Error(`${job.name} is a job of the installation, not of a tenant.`);
    const envelope = envelopeOf(caller, tenantId, job.input.parse(input));
    return { id: newId(), job, envelope, options };
  };
  const addAll = async (batch: Queued[]) => {
    await Promise.all([recordJobs(work, batch), app.queue.add(work, batch)]);
  };
  /** A job of the tenant's table, as it was queued. */
  const again = (row: QueuedRow): Queued => {
    const job = app.registry.jobs.get(row.name);
    if (!job) throw new Error(`There is no job ${row.name} any more.`);
    const { tenantId: ofTenant, userId, requestId, input } = row;
    const { apiKeyId = null } = storedOrigin.safeParse(row.origin).data ?? {};
    const origin = { ip: null, traceparent: null, apiKeyId };
    const envelope = { tenantId: ofTenant, userId, requestId, origin, input };
    return { id: row.id, job, envelope, options: {} };
  };
  return {
    async enqueue(job, input, options = {}) {
      const queued = queuedOf(job, input, options);
      if (!options.uniqueKey) {
        await addAll([queued]);
        return queued.id;
      }
      if (!tenantId) throw new Error("A unique key is unique in a tenant.");
      const other = await recordJobs(work, [queued]);
      if (!other) await app.queue.add(work, [queued]);
      return other ?? queued.id;
    },
    async enqueueEach(each, options = {}) {
      const batch = each.map(({ job, input }) => queuedOf(job, input, options));
      await addAll(batch);
      return batch.map(({ id }) => id);
    },
    async retry(row) {
      await noteAgain(work.db, { name: row.name, ids: [row.id], tenantId: row.tenantId });
      await app.queue.retry(work, again(row));
    },
    async cancel(which) {
      const row = await noteOneCancelled(work.db, which);
      if (row) await app.queue.cancel(work, row.name, row.id);
      return row;
    },
    async retryFailed(name, ids) {
      const found = await app.queue.retryFailed(work, { name, ids, tenantId });
      await noteAgain(work.db, { name, ids: found, tenantId });
      return found;
    },
    async cancelUnfinished(name, ids) {
      const found = await app.queue.cancelUnfinished(work, { name, ids, tenantId });
      await noteCancelled(work.db, { name, ids: found, tenantId });
      return found;
    },
  };
}

function hubOf(context: () => TenantContext): Hub {
  const messageOf = ({ tenant }: TenantContext, message: Omit<LiveMessage, "tenantId">) =>
    JSON.stringify({ tenantId: tenant.id, ...message } satisfies LiveMessage);
  return {
    async publish<Payload>(event: EventDefinition<Payload>, payload: Payload, change = {}) {
      const ctx = context();
      if (!ctx.registry.events.has(event.name)) throw new Error(`No module says that it publishes ${event.name}.`);
      const id = newId();
      const entityId = entityIdOf(payload);
      const parsed = event.payload.parse(payload);
      const { name, version, entity } = event;
      const entry = ctx.activity.rowOf({ action: name, entity, entityId, summary: event.says(parsed), ...change });
      const word = sql`select pg_notify(${liveChannel}, ${messageOf(ctx, { eventId: id, name, entity, entityId })})`;
      // An event, the activity that it is, and word of it to open pages: one statement. Where tables are spread over several
      // machines, the event is written on one of them, and pages listen on the first.
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
      // On one connection, in this order, without waiting for each other: sync handlers find the event written.
      await Promise.all([recorded, queued, runInTurn(handlers, ctx, parsed)]);
    },
    async announce(entity: EntityName, id: string | null) {
      const ctx = context();
      await ctx.db.execute(sql`select pg_notify(${liveChannel}, ${messageOf(ctx, { entity, entityId: id })})`);
    },
  };
}

/** Runs the sync handlers among them, one after the other. */
async function runInTurn(handlers: readonly EventHandler[], ctx: TenantContext, payload: unknown): Promise<void> {
  for (const { run } of handlers) if (run) await run(ctx, payload);
}

function entityIdOf(payload: unknown): string | null {
  return typeof payload === "object" && payload !== null && "id" in payload ? String(payload.id) : null;
}
