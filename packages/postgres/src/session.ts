/** Settings of a session, by name, like `statement_timeout`. Neither names nor values come from outside the program. */
export type SessionSettings = Readonly<Record<string, string | number>>;

/**
 * How the addressed server gives out sessions, in PgBouncer's words: `session` where a connection keeps one, as it does
 * without a pooler; `transaction` where each transaction may run on another.
 */
export type PoolMode = "session" | "transaction";

const quoted = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`;

/** Whether the server spreads its tables over several machines. */
const distributed = "exists (select from pg_extension where extname = 'citus') as distributed";

/** The statement that sets all of them until the session ends, and tells whether the server is `distributed`. */
export function setForSession(settings: SessionSettings): string {
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${quoted(value)}, false)`);
  return `select ${[...calls, distributed].join(", ")}`;
}

/** The statements that set them until the transaction ends, one for each. */
export function setForTransaction(settings: SessionSettings): string[] {
  return Object.entries(settings).map(([name, value]) => `set local ${name} = ${quoted(value)}`);
}
