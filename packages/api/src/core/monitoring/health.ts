import { monitorEventLoopDelay } from "node:perf_hooks";
import type { App } from "../context.ts";
import { internalsOf, type RequestContext } from "../procedures/request.ts";
import { DatabaseCheck, type DatabaseCheckOptions, unavailableAfterMs, withTimeout } from "./database-check.ts";

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
  /** The time for which the process has been unable to serve, in seconds. */
  unableSeconds: number;
}

/** The dependencies of a health check. */
export interface HealthOptions extends DatabaseCheckOptions {
  /** Why the process does not accept work; null if it does. */
  work: () => string | null;
  /** Whether it is listening; null before the first connection. */
  listening: () => boolean | null;
  /** Interval of the checks, in milliseconds; {@link everyMs} by default. */
  everyMs?: number;
  /** Ends a process that has been unable to serve for too long. */
  end: (reason: string) => void;
}

/** Interval of the checks, in milliseconds. */
const everyMs = 2000;
/** The longest time that one check counts for, in milliseconds: a suspended process is not unhealthy. */
const maxCheckIntervalMs = 15_000;
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
  readonly #database: DatabaseCheck;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #timer: NodeJS.Timeout | undefined;
  /** The number of times in a row that a new connection worked while the process's own did not. */
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
    this.#database = new DatabaseCheck(app, options);
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
      database: this.#database.database,
      schema: this.#database.schema,
      listener:
        this.#listened && this.#options.listening() === false
          ? "The connection that listens for changes is broken. It is being reopened."
          : null,
      eventLoop:
        this.#delayMs > maxLoopDelayMs ? `The event loop is blocked for ${Math.round(this.#delayMs)} ms.` : null,
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
    const unfit = await this.#database.run();
    if (unfit && !this.#ended) {
      this.stop();
      this.#options.end(`The process ends: ${unfit}`);
    }
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
    const reachable = await this.#database.isReachable();
    this.#connections = reachable ? this.#connections + 1 : 0;
    // The database may have come back just now.
    if (reachable && this.#connections < requiredConnections) return;
    // A new process would wait for the database or the migration as well.
    if (!this.#served && (!reachable || this.#database.schemaIsOutdated)) return;
    this.stop();
    this.#options.end(
      `The process could not serve for ${Math.round(this.#unableMs / 1000)} s, and ends, so that a new one is started. ${problemsOf(this.state.parts)} ${
        reachable
          ? "A new connection to the database works."
          : "A new connection to the database fails too: look at Postgres, and at the network to it."
      }`,
    );
  }
}

/**
 * The failed parts of the process that answers a request. Without a health check, as in a command, only the database is
 * tested.
 */
export async function failedParts(request: RequestContext): Promise<string[]> {
  const { database, health } = internalsOf(request).app;
  if (!health) {
    const answer = withTimeout(unavailableAfterMs, database.ping());
    return answer.then(
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
