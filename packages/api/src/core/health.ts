import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Database, databaseFailure, isUnavailable } from "@waybill/db";
import type { App } from "./context.ts";
import {
  compareSchema,
  lackingSentence,
  loginPastPolicies,
  loginWithTables,
  otherLogin,
  readNodes,
  type SchemaVersion,
  unfitNodes,
} from "./database-fitness.ts";
import { internalsOf, type RequestContext } from "./request.ts";

/** What a process needs to serve, each with what is wrong with it; null where nothing is. */
export interface Parts {
  /** Whether the database answers. */
  database: string | null;
  /** Whether the database is of this version, or of a later one. */
  schema: string | null;
  /** Whether the process hears what others have committed. */
  listener: string | null;
  /** Whether the process gets to its work. */
  eventLoop: string | null;
  /** Whether it takes work: not before it has started, and not once it ends. */
  work: string | null;
}

/** How a process is. */
export interface HealthState {
  ready: boolean;
  parts: Parts;
  /** How long ago the database last did what it was asked, in seconds; null before the first time. */
  lastQuerySeconds: number | null;
  /** The longest that something waited for its turn in this process lately, in milliseconds. */
  eventLoopDelayMs: number;
  /** For how long the process has not been able to serve, in seconds. */
  unableSeconds: number;
}

/** What is asked of a process beside its database. */
export interface HealthOptions {
  /** What keeps it from taking work; null where nothing does. */
  work: () => string | null;
  /** Whether it listens; null where it never could. */
  listening: () => boolean | null;
  /** A connection of its own, to tell a database that is away from a process that cannot reach it. */
  direct: () => Database;
  /** The last migration that this version knows. */
  migration: SchemaVersion;
  /** How often it is looked, in milliseconds; {@link everyMs} where it is left out. */
  everyMs?: number;
  /** Ends the process, which has not been able to serve for too long. */
  end: (reason: string) => void;
}

/** How often it is looked, in milliseconds. */
const everyMs = 2000;
/** The longest that one look counts for, in milliseconds: while a process is suspended, nobody misses it. */
const longestLookMs = 15_000;
/** How long an answer is waited for, in milliseconds: whoever looks is not to be kept from looking. */
const longestAnswerMs = 12_000;
/** After how long without any answer the database counts as away, in milliseconds; the look goes on waiting. */
const silentMs = 3000;
/** After how many looks the process's own connections should work, where a new one does. */
const surelyBack = 5;
/** From which delay on a process does not get to its work, in milliseconds. */
const longestDelayMs = 2000;

/**
 * Looks after a process: whether it can serve, and since when it cannot.
 *
 * One that could serve, and then could not for `UNHEALTHY_SECONDS`, ends: a new one begins with new connections. One that
 * has never had its database waits for it, so an outage costs each process one restart and not one each minute.
 */
export class Health {
  readonly #app: App;
  readonly #options: HealthOptions;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #timer: NodeJS.Timeout | undefined;
  #database: string | null = "It has not been asked yet.";
  #schema: string | null = "It has not been looked at yet.";
  /** Whether the database lacks a migration. */
  #lacking = false;
  /** Whether the login is known to be one that row-level security holds for. */
  #loginChecked = false;
  /** How often in a row a new connection worked while the process's own did not. */
  #reached = 0;
  #delayMs = 0;
  #unableMs = 0;
  #lookedAt = performance.now();
  /** Whether the process could serve once. */
  #served = false;
  #listened = false;
  #ended = false;
  /** How often it was looked. */
  looks = 0;

  constructor(app: App, options: HealthOptions) {
    this.#app = app;
    this.#options = options;
    this.#delay.enable();
    this.#next(0);
  }

  /** How it is now. */
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

  /** Whether it is worth waiting for: once it is not, a new process is better. */
  get live(): boolean {
    const { UNHEALTHY_SECONDS: most } = this.#app.settings;
    return most === 0 || this.#unableMs < most * 1000 || !this.#served;
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#delay.disable();
  }

  #parts(): Parts {
    return {
      database: this.#database,
      schema: this.#schema,
      listener:
        this.#listened && this.#options.listening() === false
          ? "The connection that listens for changes is broken, and is being made anew."
          : null,
      eventLoop:
        this.#delayMs > longestDelayMs ? `What is to be done waits for ${Math.round(this.#delayMs)} ms.` : null,
      work: this.#options.work(),
    };
  }

  #next(ms: number): void {
    this.#timer = setTimeout(
      () => void this.#look().finally(() => this.#ended || this.#next(this.#options.everyMs ?? everyMs)),
      ms,
    ).unref();
  }

  async #look(): Promise<void> {
    await this.#askDatabase();
    this.looks += 1;
    this.#delayMs = Math.max(0, this.#delay.max / 1e6 - 20);
    this.#delay.reset();
    this.#listened ||= this.#options.listening() === true;
    const now = performance.now();
    const sinceMs = Math.min(now - this.#lookedAt, longestLookMs);
    this.#lookedAt = now;
    const { ready, parts } = this.state;
    const before = this.#unableMs;
    // What ends, or has not begun, is no fault that a new process would mend.
    const able = ready || parts.work !== null;
    this.#unableMs = able ? 0 : before + sinceMs;
    if (able) this.#reached = 0;
    this.#served ||= ready;
    const { log, settings } = this.#app;
    if (ready && before > 0) log.info("the process can serve again");
    if (able) return;
    if (before === 0) log.warn({ health: this.state }, `the process cannot serve. ${reasonsOf(parts)}`);
    if (settings.UNHEALTHY_SECONDS === 0 || this.#unableMs < settings.UNHEALTHY_SECONDS * 1000) return;
    const reachable = await this.#reachable();
    this.#reached = reachable ? this.#reached + 1 : 0;
    // It may have come back this very moment.
    if (reachable && this.#reached < surelyBack) return;
    // It waits for its database, or for the migration: another one would do the same.
    if (!this.#served && (!reachable || this.#lacking)) return;
    this.stop();
    this.#options.end(
      `The process could not serve for ${Math.round(this.#unableMs / 1000)} s, and ends, so that a new one is started. ${reasonsOf(this.state.parts)} ${
        reachable
          ? "A new connection to the database works."
          : "A new connection to the database fails too: look at Postgres, and at the network to it."
      }`,
    );
  }

  async #askDatabase(): Promise<void> {
    const { database, answeredAt } = this.#app;
    // Others were answered meanwhile: it is busy, and not away.
    const busy = () => answeredAt !== this.#app.answeredAt;
    const silent = setTimeout(() => {
      if (!busy()) this.#database = `The database has not answered for ${silentMs / 1000} s.`;
    }, silentMs).unref();
    try {
      await within(longestAnswerMs, database.ping());
      this.#app.answeredAt = performance.now();
      this.#database = null;
    } catch (error) {
      this.#database = busy() ? null : sentenceOf(error);
      return;
    } finally {
      clearTimeout(silent);
    }
    if (!this.#loginChecked) await this.#checkLogin();
    if (this.#schema !== null) this.#schema = await this.#compareSchema();
  }

  /** Ends a process whose login would read the rows of every tenant, or that would find none; warns of one that could come to. */
  async #checkLogin(): Promise<void> {
    try {
      const [past, owner, nodes] = await this.#app.database.transaction(
        { readOnly: true },
        async ({ db }) => [await loginPastPolicies(db), await loginWithTables(db), await readNodes(db)] as const,
      );
      this.#loginChecked = true;
      if (this.#ended) return;
      if (owner && !past) this.#app.log.warn(`The login ${owner} owns tables. ${otherLogin} See docs/postgres.md.`);
      const unfit = past
        ? `row-level security does not hold for its login ${past.login}, which ${past.because}. ${otherLogin} See docs/postgres.md.`
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
      this.#lacking = found === "lacking";
      return this.#lacking ? lackingSentence(migration) : null;
    } catch (error) {
      if (isUnavailable(error)) return sentenceOf(error);
      this.#lacking = true;
      return "The database has none of the tables that this version needs. Run: npm run db:migrate";
    }
  }

  async #reachable(): Promise<boolean> {
    const direct = this.#options.direct();
    try {
      await within(longestAnswerMs, direct.ping());
      return true;
    } catch {
      return false;
    } finally {
      void direct.close().catch(() => {});
    }
  }
}

/** What a promise gives, in time. @throws where it takes longer */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`there was no answer for ${ms / 1000} s`)), ms).unref();
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What the process that answers a request lacks, by the names of its parts. Where nobody looks after it, like a command,
 * its database is asked.
 */
export async function missingParts(request: RequestContext): Promise<string[]> {
  const { database, health } = internalsOf(request).app;
  if (!health) {
    const asked = within(silentMs, database.ping());
    return asked.then(
      () => [],
      () => ["database"],
    );
  }
  return Object.entries(health.state.parts)
    .filter(([, problem]) => problem !== null)
    .map(([part]) => part);
}

/** What is wrong, in sentences. */
const reasonsOf = (parts: Parts): string =>
  Object.values(parts)
    .filter((problem) => problem !== null)
    .join(" ");

/** Why the database does not answer. */
function sentenceOf(error: unknown): string {
  const reason = databaseFailure(error) ?? (error instanceof Error ? error.message : String(error));
  return /^[A-Z].*\.$/s.test(reason) ? reason : `The database does not answer: ${reason}.`;
}
