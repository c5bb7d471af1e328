import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { events, newId, type Transaction, type TransactionScope } from "@waybill/db";
import type { EntityName } from "@waybill/validators";
import { sql } from "drizzle-orm";
import type { App, Hub, Jobs, TenantContext, WorkContext } from "./context.ts";
import { asIssue, stoodInTheWay } from "./errors.ts";
import type { EventDefinition } from "./events.ts";
import { type LiveMessage, liveChannel } from "./live.ts";
import type { Logger } from "./logger.ts";

/** Whose unit of work it is. */
export interface Origin {
  requestId: string;
  log: Logger;
  user: WorkContext["user"];
}

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

/** How often a unit of work is begun anew that lost against another one. */
const maxAttempts = 4;

/**
 * Runs `body` as one unit of work: one transaction, committed when it returns, rolled back whole when it throws, with
 * the events and jobs that it made. The violation of a known constraint comes out as the issue it stands for.
 *
 * One that the database stopped because it stood in another's way (a deadlock, a serialization failure) is begun anew,
 * a few times: until the commit nothing has left the process, so `body` may run again.
 */
export async function unitOfWork<T>(
  app: App,
  origin: Origin,
  scope: TransactionScope,
  body: (work: OpenWork) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptWork(app, origin, scope, body);
    } catch (error) {
      if (attempt === maxAttempts || !stoodInTheWay(error)) throw asIssue(error, app.registry.constraints);
      origin.log.warn({ err: error, attempt }, "a unit of work stood in another's way and is begun anew");
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function attemptWork<T>(
  app: App,
  origin: Origin,
  scope: TransactionScope,
  body: (work: OpenWork) => Promise<T>,
): Promise<T> {
  const effects: (() => Promise<void>)[] = [];
  const result = await app.database.transaction({ userId: origin.user?.id, ...scope }, (transaction) => {
    const afterCommit = (effect: () => Promise<void>) => void effects.push(effect);
    const context: WorkContext = {
      db: transaction.db,
      user: origin.user,
      clock: { now: () => new Date() },
      log: origin.log,
      requestId: origin.requestId,
      settings: app.settings,
      registry: app.registry,
      savepoint: transaction.savepoint,
      jobs: jobsOf(app, transaction, origin, null, afterCommit),
    };
    return withWork(context, () => body({ context, transaction, afterCommit }));
  });
  for (const effect of effects) await effect();
  return result;
}

/** Narrows an open unit of work to a tenant: what it queues and publishes carries the tenant from here on. */
export function inTenant(
  app: App,
  { context, transaction, afterCommit }: OpenWork,
  access: Pick<TenantContext, "tenant" | "role" | "can">,
): TenantContext {
  const jobs = jobsOf(app, transaction, context, access.tenant.id, afterCommit);
  // Sync handlers get the context that the hub is part of.
  const tenantContext: TenantContext = { ...context, ...access, jobs, hub: hubOf(() => tenantContext) };
  return tenantContext;
}

function jobsOf(
  app: App,
  transaction: Transaction,
  { user, requestId }: Pick<Origin, "user" | "requestId">,
  tenantId: string | null,
  afterCommit: OpenWork["afterCommit"],
): Jobs {
  return {
    enqueue: (job, input, options = {}) =>
      app.queue.enqueue({
        db: transaction.db,
        afterCommit,
        job,
        envelope: { tenantId, userId: user?.id ?? null, requestId, input: job.input.parse(input) },
        options,
      }),
  };
}

function hubOf(context: () => TenantContext): Hub {
  const notify = ({ db, tenant }: TenantContext, message: Omit<LiveMessage, "tenantId">) =>
    db.execute(
      sql`select pg_notify(${liveChannel}, ${JSON.stringify({ tenantId: tenant.id, ...message } satisfies LiveMessage)})`,
    );
  return {
    async publish<Payload>(event: EventDefinition<Payload>, payload: Payload) {
      const ctx = context();
      const id = newId();
      const entityId = entityIdOf(payload);
      const parsed = event.payload.parse(payload);
      await Promise.all([
        ctx.db.insert(events).values({
          tenantId: ctx.tenant.id,
          id,
          name: event.name,
          version: event.version,
          entity: event.entity,
          entityId,
          payload: parsed,
          userId: ctx.user?.id ?? null,
          requestId: ctx.requestId,
        }),
        notify(ctx, { eventId: id, name: event.name, entity: event.entity, entityId }),
      ]);
      for (const handler of ctx.registry.handlers.get(event.name) ?? []) {
        if (handler.run) await handler.run(ctx, parsed);
        if (handler.job) await ctx.jobs.enqueue(handler.job, parsed);
      }
    },
    async announce(entity: EntityName, id: string) {
      await notify(context(), { entity, entityId: id });
    },
  };
}

function entityIdOf(payload: unknown): string | null {
  return typeof payload === "object" && payload !== null && "id" in payload ? String(payload.id) : null;
}
