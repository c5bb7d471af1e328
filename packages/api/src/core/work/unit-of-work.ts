import { AsyncLocalStorage } from "node:async_hooks";
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isLostConnection, type Transaction, type TransactionScope } from "@waybill/db";
import type { Language } from "@waybill/validators";
import type { Actor, App, WorkContext } from "../context.ts";
import { isRetryable } from "../data/database-error.ts";
import { asIssue } from "../data/database-issues.ts";
import { jobsOf } from "../jobs/enqueue.ts";
import type { Logger } from "../monitoring/logger.ts";

/** The caller of a unit of work: user, actor, and the request with its log. */
export interface WorkCaller {
  requestId: string;
  log: Logger;
  user: WorkContext["user"];
  actor: Actor;
  language?: Language | null;
}

/** The installation itself. */
export const system: Actor = { kind: "system", id: null, ip: null };

/** A command line: for the installation, or on a user's behalf. */
export const commandLine: Actor = { kind: "command", id: null, ip: null };

/** An open unit of work. */
export interface OpenWork {
  context: WorkContext;
  transaction: Transaction;
  /** Adds an effect that runs after the commit, never after a rollback. */
  afterCommit(effect: () => Promise<void>): void;
}

const current = new AsyncLocalStorage<WorkContext>();

/** The current unit of work. For input parsers, which tRPC calls without a context. */
export function currentWork(): WorkContext {
  const work = current.getStore();
  if (!work) throw new Error("No unit of work is open here.");
  return work;
}

/** Sets the context that {@link currentWork} returns in `body`. */
export function withWork<T>(context: WorkContext, body: () => Promise<T>): Promise<T> {
  return current.run(context, body);
}

/** The attempt limit of a unit of work. */
const maxAttempts = 6;

/** The time after its start in which a unit of work may be retried, in milliseconds: the caller waits for an answer. */
const maxRetryMs = 10_000;

/**
 * Runs `body` as one unit of work: one transaction with its events and jobs, committed when it returns, rolled back when it
 * throws. The violation of a declared constraint becomes its issue.
 *
 * After a deadlock, a serialization failure or a connection lost before the commit, it is retried up to five times: nothing
 * external happens before the commit, so `body` may run again. After that the request is refused with
 * SERVICE_UNAVAILABLE.
 */
export async function unitOfWork<T>(
  app: App,
  caller: WorkCaller,
  scope: TransactionScope,
  body: (work: OpenWork) => Promise<T>,
): Promise<T> {
  const until = performance.now() + maxRetryMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptWork(app, caller, scope, body);
    } catch (error) {
      const reason = retryReason(error);
      if (!reason || attempt === maxAttempts || performance.now() > until) {
        throw asIssue(error, app.registry.constraints, caller.log);
      }
      caller.log.warn({ err: error, attempt }, `a unit of work ${reason} and is retried`);
      await sleep(randomInt(20 * 2 ** attempt));
    }
  }
}

function retryReason(error: unknown): string | null {
  if (isLostConnection(error)) return "lost its connection";
  return isRetryable(error) ? "was rolled back by Postgres" : null;
}

async function attemptWork<T>(
  app: App,
  caller: WorkCaller,
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
      language: caller.language ?? null,
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
