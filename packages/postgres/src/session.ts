/** Session settings by name, such as `statement_timeout`. Names and values come only from the code. */
export type SessionSettings = Readonly<Record<string, string | number>>;

/**
 * The pooling mode of a server, in PgBouncer's words: `session` where a connection keeps its session (also without a
 * pooler), `transaction` where each transaction may run in another session.
 */
export type PoolMode = "session" | "transaction";

/**
 * Settings for statements that read a page of a large tenant. Parallel workers and compilation are chosen by the rows of the
 * whole tenant, and take longer than the page.
 */
export const forPages = { enable_seqscan: "off", max_parallel_workers_per_gather: "0", jit: "off" };

const quoted = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`;

/** Whether the server runs Citus. */
const distributed = "exists (select from pg_extension where extname = 'citus') as distributed";

/** A statement that applies the settings to the session and returns whether the server is `distributed`. */
export function setForSession(settings: SessionSettings): string {
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${quoted(value)}, false)`);
  return `select ${[...calls, distributed].join(", ")}`;
}

/** Statements that apply the settings to the transaction, one per setting. */
export function setForTransaction(settings: SessionSettings): string[] {
  return Object.entries(settings).map(([name, value]) => `set local ${name} = ${quoted(value)}`);
}
