import { type Database, databaseFailure, isUnavailable } from "@waybill/db";
import type { App } from "../context.ts";
import {
  citusProblem,
  compareSchema,
  findLoginBypassingPolicies,
  findLoginOwningTables,
  loginAdvice,
  outdatedSchemaMessage,
  readCitusConfiguration,
  type SchemaVersion,
} from "./database-fitness.ts";

/** Timeout of one check, in milliseconds. */
const checkTimeoutMs = 12_000;
/**
 * After this time without an answer the database counts as unavailable, in milliseconds. The check continues to wait.
 */
export const unavailableAfterMs = 3000;

/** The dependencies of a database check. */
export interface DatabaseCheckOptions {
  /** Opens a separate connection, to tell an unavailable database from broken connections of this process. */
  direct: () => Database;
  /** The last migration that this version knows. */
  migration: SchemaVersion;
}

/** Checks the database as one process sees it: whether it answers, its schema, and the rights of the login. */
export class DatabaseCheck {
  readonly #app: App;
  readonly #options: DatabaseCheckOptions;
  /** Why the database is not responding; null if it is. */
  database: string | null = "It has not been checked yet.";
  /** Why the schema cannot be used; null if it can. */
  schema: string | null = "It has not been checked yet.";
  /** Whether the schema needs a migration. */
  schemaIsOutdated = false;
  /** Whether row-level security is known to apply to the login. */
  #loginChecked = false;

  constructor(app: App, options: DatabaseCheckOptions) {
    this.#app = app;
    this.#options = options;
  }

  /**
   * Checks everything that is not known to be right yet.
   *
   * @returns why this process must not use the database: row-level security does not hold; otherwise null
   */
  async run(): Promise<string | null> {
    if (!(await this.#ping())) return null;
    const unfit = this.#loginChecked ? null : await this.#checkLogin();
    if (this.schema !== null) this.schema = await this.#compareSchema();
    return unfit;
  }

  /** Whether the database answers on a new connection. */
  async isReachable(): Promise<boolean> {
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

  /** @returns whether it has answered */
  async #ping(): Promise<boolean> {
    const { database, answeredAt } = this.#app;
    // Other statements were answered: the database is busy, not unavailable.
    const busy = () => answeredAt !== this.#app.answeredAt;
    const silent = setTimeout(() => {
      if (!busy()) this.database = `The database has not responded for ${unavailableAfterMs / 1000} s.`;
    }, unavailableAfterMs).unref();
    try {
      await withTimeout(checkTimeoutMs, database.ping());
      this.#app.answeredAt = performance.now();
      this.database = null;
      return true;
    } catch (error) {
      this.database = busy() ? null : failureMessage(error);
      return false;
    } finally {
      clearTimeout(silent);
    }
  }

  /** Warns of a login that owns tables. @returns why row-level security does not hold; null if it does, or is unknown */
  async #checkLogin(): Promise<string | null> {
    try {
      const [past, owner, nodes] = await this.#app.database.transaction(
        { readOnly: true },
        async ({ db }) =>
          [
            await findLoginBypassingPolicies(db),
            await findLoginOwningTables(db),
            await readCitusConfiguration(db),
          ] as const,
      );
      this.#loginChecked = true;
      if (owner && !past) this.#app.log.warn(`The login ${owner} owns tables. ${loginAdvice} See docs/postgres.md.`);
      return past
        ? `row-level security does not hold for its login ${past.login}, which ${past.because}. ${loginAdvice} See docs/postgres.md.`
        : nodes && citusProblem(nodes);
    } catch (error) {
      this.#app.log.debug({ err: error }, "the login could not be checked yet");
      return null;
    }
  }

  async #compareSchema(): Promise<string | null> {
    const { migration } = this.#options;
    try {
      const found = await this.#app.database.transaction({ readOnly: true }, ({ db }) => compareSchema(db, migration));
      this.schemaIsOutdated = found === "lacking";
      return this.schemaIsOutdated ? outdatedSchemaMessage(migration) : null;
    } catch (error) {
      if (isUnavailable(error)) return failureMessage(error);
      this.schemaIsOutdated = true;
      return "The database has none of the tables that this version needs. Run: npm run db:migrate";
    }
  }
}

/** Applies a timeout to a promise. @throws after the timeout */
export async function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`there was no response for ${ms / 1000} s`)), ms).unref();
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why the database is not responding. */
function failureMessage(error: unknown): string {
  const reason = databaseFailure(error) ?? (error instanceof Error ? error.message : String(error));
  return /^[A-Z].*\.$/s.test(reason) ? reason : `The database is not responding: ${reason}.`;
}
