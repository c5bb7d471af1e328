import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Database, databaseFailure, isUnavailable } from "@waybill/db";
import type { App } from "./context.ts";
import {
  compareSchema,
  findLoginBypassingPolicies,
  findLoginOwningTables,
  loginAdvice,
  outdatedSchemaMessage,
  readNodes,
  type SchemaVersion,
  unfitNodes,
} from "./database-fitness.ts";
import { internalsOf, type RequestContext } from "./request.ts";

/** The requirements of a working process: each is null, or a sentence about the problem. */
export interface HealthParts {
  /** The database answers. */
  database: string | null;
  /** The schema has the code's version, or a later one. */
  schema: string | null;
  /** The process receives notifications of commits. */
  listener: string | null;
  /** The event loop is not blocked. */
  eventLoop: string | null;
  /** The process accepts work: it has started and is not shutting down. */
  work: string | null;
}

/** The health of a process. */
export interface HealthState {
  ready: boolean;
  parts: HealthParts;
  /** Seconds since the database last answered; null before the first answer. */
  lastQuerySeconds: number | null;
  /** The longest recent delay of the event loop, in milliseconds. */
  eventLoopDelayMs: number;
  /** How long the process has been unable to serve, in seconds. */
  unableSeconds: number;
}

/** What a health check needs besides the database. */
export interface HealthOptions {
  /** Why the process does not accept work; null if it does. */
  work: () => string | null;
  /** Whether it is listening; null before the first connection. */
  listening: () => boolean | null;
  /** Opens a separate connection, to tell an unavailable database from broken connections of this process. */
  direct: () => Database;
  /** The last migration that this version knows. */
  migration: SchemaVersion;
  /** Interval of the checks, in milliseconds; {@link everyMs} by default. */
  everyMs?: number;
  /** Ends a process that has been unable to serve for too long. */
  end: (reason: string) => void;
}

/** Interval of the checks, in milliseconds. */
const everyMs = 2000;
/** The longest time that one check counts for, in milliseconds: a suspended process is not unhealthy. */
const maxCheckIntervalMs = 15_000;
/** Timeout of one check, in milliseconds. */
const checkTimeoutMs = 12_000;
/**
 * After this time without an answer the database counts as unavailable, in milliseconds. The check continues to wait.
 */
const unavailableAfterMs = 3000;
/** After this many successful new connections in a row, the process's own connections must work too. */
const requiredConnections = 5;
/** From this delay on, the event loop counts as blocked, in milliseconds. */
const maxLoopDelayMs = 2000;

/**
 * Checks whether a process can serve, and since when it cannot.
 *
 * A process that served once and then was unable to for `UNHEALTHY_SECONDS` ends, so that a new one starts with new
 * connections. A process that never reached its database keeps waiting: an outage costs each process one restart, not one a
 * minute.
 */
export class Health {
  readonly #app: App;
  readonly #options: HealthOptions;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #timer: NodeJS.Timeout | undefined;
  #database: string | null = "It has not been asked yet.";
  #schema: string | null = "It has not been looked at yet.";
  /** Whether the schema needs a migration. */
  #schemaIsOutdated = false;
  /** Whether row-level security is known to apply to the login. */
  #loginChecked = false;
  /** How many times in a row a new connection worked while the process's own did not. */
  #connections = 0;
  #delayMs = 0;
  #unableMs = 0;
  #checkedAt = performance.now();
  /** Whether the process has served once. */
  #served = false;
  #listened = false;
  #ended = false;
  /** Number of checks so far. */
  checks = 0;

  constructor(app: App, options: HealthOptions) {
    this.#app = app;
    this.#options = options;
    this.#delay.enable();
    this.#next(0);
  }

  /** The current health. */
  get state(): HealthState {
    const { answeredAt } = this.#app;
    const parts = this.#parts();
    return {
      ready: Object.values(parts).every((problem) => problem === null),
      parts,
      lastQuerySeconds: answeredAt === null ? null : Math.round((performance.now() - answeredAt) / 100) / 10,
      eventLoopDelayMs: Math.round(this.#delayMs),
      unableSeconds: Math.round(this.#unableMs / 1000),
    };
  }

  /** Whether the process should live: if not, a new process is better. */
  get live(): boolean {
    const { UNHEALTHY_SECONDS: most } = this.#app.settings;
    return most === 0 || this.#unableMs < most * 1000 || !this.#served;
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#delay.disable();
  }

  #parts(): HealthParts {
    return {
      database: this.#database,
      schema: this.#schema,
      listener:
        this.#listened && this.#options.listening() === false
          ? "The connection that listens for changes is broken. It is being reopened."
          : null,
      eventLoop:
        this.#delayMs > maxLoopDelayMs ? `What is to be done waits for ${Math.round(this.#delayMs)} ms.` : null,
      work: this.#options.work(),
    };
  }

  #next(ms: number): void {
    this.#timer = setTimeout(
      () => void this.#check().finally(() => this.#ended || this.#next(this.#options.everyMs ?? everyMs)),
      ms,
    ).unref();
  }

  async #check(): Promise<void> {
    await this.#pingDatabase();
    this.checks += 1;
    this.#delayMs = Math.max(0, this.#delay.max / 1e6 - 20);
    this.#delay.reset();
    this.#listened ||= this.#options.listening() === true;
    const now = performance.now();
    const sinceMs = Math.min(now - this.#checkedAt, maxCheckIntervalMs);
    this.#checkedAt = now;
    const { ready, parts } = this.state;
    const before = this.#unableMs;
    // A new process would not help one that is starting or shutting down.
    const able = ready || parts.work !== null;
    this.#unableMs = able ? 0 : before + sinceMs;
    if (able) this.#connections = 0;
    this.#served ||= ready;
    const { log, settings } = this.#app;
    if (ready && before > 0) log.info("the process can serve again");
    if (able) return;
    if (before === 0) log.warn({ health: this.state }, `the process cannot serve. ${problemsOf(parts)}`);
    if (settings.UNHEALTHY_SECONDS === 0 || this.#unableMs < settings.UNHEALTHY_SECONDS * 1000) return;
    const reachable = await this.#reachable();
    this.#connections = reachable ? this.#connections + 1 : 0;
    // The database may have come back just now.
    if (reachable && this.#connections < requiredConnections) return;
    // A new process would wait for the database or the migration as well.
    if (!this.#served && (!reachable || this.#schemaIsOutdated)) return;
    this.stop();
    this.#options.end(
      `The process could not serve for ${Math.round(this.#unableMs / 1000)} s, and ends, so that a new one is started. ${problemsOf(this.state.parts)} ${
        reachable
          ? "A new connection to the database works."
          : "A new connection to the database fails too: look at Postgres, and at the network to it."
      }`,
    );
  }

  async #pingDatabase(): Promise<void> {
    const { database, answeredAt } = this.#app;
    // Other statements were answered: the database is busy, not unavailable.
    const busy = () => answeredAt !== this.#app.answeredAt;
    const silent = setTimeout(() => {
      if (!busy()) this.#database = `The database has not answered for ${unavailableAfterMs / 1000} s.`;
    }, unavailableAfterMs).unref();
    try {
      await withTimeout(checkTimeoutMs, database.ping());
      this.#app.answeredAt = performance.now();
      this.#database = null;
    } catch (error) {
      this.#database = busy() ? null : failureMessage(error);
      return;
    } finally {
      clearTimeout(silent);
    }
    if (!this.#loginChecked) await this.#checkLogin();
    if (this.#schema !== null) this.#schema = await this.#compareSchema();
  }

  /** Ends a process whose login bypasses row-level security; warns of a login that could. */
  async #checkLogin(): Promise<void> {
    try {
      const [past, owner, nodes] = await this.#app.database.transaction(
        { readOnly: true },
        async ({ db }) =>
          [await findLoginBypassingPolicies(db), await findLoginOwningTables(db), await readNodes(db)] as const,
      );
      this.#loginChecked = true;
      if (this.#ended) return;
      if (owner && !past) this.#app.log.warn(`The login ${owner} owns tables. ${loginAdvice} See docs/postgres.md.`);
      const unfit = past
        ? `row-level security does not hold for its login ${past.login}, which ${past.because}. ${loginAdvice} See docs/postgres.md.`
        : nodes && unfitNodes(nodes);
      if (!unfit) return;
      this.stop();
      this.#options.end(`The process ends: ${unfit}`);
    } catch (error) {
      this.#app.log.debug({ err: error }, "the login could not be checked yet");
    }
  }

  async #compareSchema(): Promise<string | null> {
    const { migration } = this.#options;
    try {
      const found = await this.#app.database.transaction({ readOnly: true }, ({ db }) => compareSchema(db, migration));
      this.#schemaIsOutdated = found === "lacking";
      return this.#schemaIsOutdated ? outdatedSchemaMessage(migration) : null;
    } catch (error) {
      if (isUnavailable(error)) return failureMessage(error);
      this.#schemaIsOutdated = true;
      return "The database has none of the tables that this version needs. Run: npm run db:migrate";
    }
  }

  async #reachable(): Promise<boolean> {
    const direct = this.#options.direct();
    try {
      await withTimeout(checkTimeoutMs, direct.ping());
      return true;
    } catch {
      return false;
    } finally {
      void direct.close().catch(() => {});
    }
  }
}

/** Applies a timeout to a promise. @throws after the timeout */
async function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`there was no answer for ${ms / 1000} s`)), ms).unref();
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The failed parts of the process that answers a request. Without a health check, as in a command, only the database is
 * tested.
 */
export async function failedParts(request: RequestContext): Promise<string[]> {
  const { database, health } = internalsOf(request).app;
  if (!health) {
    const asked = withTimeout(unavailableAfterMs, database.ping());
    return asked.then(
      () => [],
      () => ["database"],
    );
  }
  return Object.entries(health.state.parts)
    .filter(([, problem]) => problem !== null)
    .map(([part]) => part);
}

/** The problems, as sentences. */
const problemsOf = (parts: HealthParts): string =>
  Object.values(parts)
    .filter((problem) => problem !== null)
    .join(" ");

/** Why the database does not answer. */
function failureMessage(error: unknown): string {
  const reason = databaseFailure(error) ?? (error instanceof Error ? error.message : String(error));
  return /^[A-Z].*\.$/s.test(reason) ? reason : `The database does not answer: ${reason}.`;
}
