/**
 * The database is unavailable: no connection, or the connection of a transaction was lost. The input is not at fault, and
 * the request can be retried later.
 *
 * The message is for logs; `cause` is the driver's error, which contains addresses.
 */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = "DatabaseUnavailableError";
}

/** The URL requires TLS (`sslmode`) and the server has none. Repeating does not help. */
export class NoTlsError extends Error {
  override readonly name = "NoTlsError";

  /** @param server the server's address, such as `10.0.0.7:5432` */
  constructor(server: string) {
    super(
      `The database's server at ${server} has no TLS, which sslmode requires. Switch TLS on there, or set sslmode=disable in a network of your own (docs/postgres.md).`,
    );
  }
}

/** No connection became free in time: the pool is too small, or connections are held too long. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = "DatabaseBusyError";
}

/** The connection was lost before the commit was sent: the server rolled back, so the transaction can be retried. */
export class ConnectionLostError extends DatabaseUnavailableError {
  override readonly name = "ConnectionLostError";
}

/** The answer to a commit was lost: it is unknown whether it was done. */
export class CommitInDoubtError extends DatabaseUnavailableError {
  override readonly name = "CommitInDoubtError";
}

/**
 * Postgres codes: no connection (08), insufficient resources (53), server shutdown, start or recovery (57P0), disk failure
 * (58), statement timeout (57014). A missing or duplicate prepared statement (26000, 42P05) comes from a pooler that
 * changes sessions; the next attempt may succeed.
 */
const postgresCodes = /^(?:08...|53...|57P0.|58...|57014|26000|42P05)$/;

/** Codes of the driver and of Node's sockets and DNS. */
const networkCodes =
  /^(?:CONNECTION_\w+|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;

/** An error and its causes, from the outside in. */
export function* causesOf(error: unknown): Generator<Error> {
  const seen = new Set<unknown>();
  for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    yield cause;
  }
}

/**
 * Whether an error or one of its causes means that the database is unavailable. Everything else is a fault of the program
 * or of the input.
 */
export function isUnavailable(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => {
    const code = "code" in cause ? String(cause.code) : "";
    return (
      cause instanceof DatabaseUnavailableError ||
      networkCodes.test(code) ||
      ("severity" in cause && postgresCodes.test(code))
    );
  });
}

/** Whether the connection was lost before the commit: the transaction can be retried. */
export function isLostConnection(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => cause instanceof ConnectionLostError);
}

/** Postgres codes of an overloaded database: no resources or connections (53), statement timeout (57014). */
const overloadCodes = /^(?:53...|57014)$/;

/** Whether the database is overloaded. */
export function isBusy(error: unknown): boolean {
  return [...causesOf(error)].some(
    (cause) =>
      cause instanceof DatabaseBusyError ||
      ("severity" in cause && "code" in cause && overloadCodes.test(String(cause.code))),
  );
}

/** Whether it is unknown if a transaction was committed. */
export function isCommitInDoubt(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => cause instanceof CommitInDoubtError);
}
