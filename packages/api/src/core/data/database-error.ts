/** The loggable part of a Postgres error: never a value. */
interface DatabaseError {
  code: string;
  constraint: string;
  table: string;
  column: string;
}

/** The constraint in a message: errors of other Citus nodes have only that. */
const constraintIn = (message: string): string => /constraint "(\w+)"/.exec(message)?.[1] ?? "";

/** The name of a constraint without the shard number that it has on a Citus node. */
const withoutShard = (constraint: string): string => constraint.replace(/_\d{6,}$/, "");

/** The Postgres error in a chain of causes. */
export function databaseError(error: unknown): DatabaseError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Only Postgres's errors have a severity.
    if ("severity" in cause && "code" in cause) {
      const property = (name: string) => String(Reflect.get(cause as Error, name) ?? "");
      return {
        code: property("code"),
        constraint: withoutShard(property("constraint_name") || constraintIn(cause.message)),
        table: property("table_name"),
        column: property("column_name"),
      };
    }
  }
  return undefined;
}

/**
 * Serialization failure and deadlock: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
 */
const retryableCodes = new Set(["40001", "40P01"]);

/** Whether Postgres rolled the transaction back and it can be retried: a serialization failure or a deadlock. */
export function isRetryable(error: unknown): boolean {
  return retryableCodes.has(databaseError(error)?.code ?? "");
}
