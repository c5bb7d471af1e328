/**
 * Thrown where the database cannot be asked at the moment: there is no connection to it, or the one that a transaction
 * had was lost. Nobody's input is at fault, and what was asked may be asked again a little later.
 *
 * Its message is for logs; `cause` is what the driver said, which names addresses.
 */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = "DatabaseUnavailableError";
}

/**
 * Thrown when the address asks for TLS (`sslmode`), and the server answers that it speaks none. Like a certificate that is
 * not accepted, that is so again a moment later.
 */
export class NoTlsError extends Error {
  override readonly name = "NoTlsError";

  /** @param place where the server is, like `10.0.0.7:5432` */
  constructor(place: string) {
    super(
      `The database's server at ${place} speaks no TLS, which sslmode asks for. Switch TLS on there, or set sslmode=disable where the network is your own (docs/postgres.md).`,
    );
  }
}

/** Thrown when no connection came free in time: the pool is too small, or something holds on to its connections. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = "DatabaseBusyError";
}

/**
 * Thrown when a transaction's connection was lost before its commit was sent: the server has rolled it back, so the
 * transaction can be run again.
 */
export class ConnectionLostError extends DatabaseUnavailableError {
  override readonly name = "ConnectionLostError";
}

/** Thrown when the answer to a commit was lost: nobody knows whether it was done. */
export class CommitInDoubtError extends DatabaseUnavailableError {
  override readonly name = "CommitInDoubtError";
}

/**
 * Codes of Postgres: no connection (08), too many or too little of something (53), a server that stops, starts or is in
 * recovery (57P0), a failing disk (58), and a statement that took too long (57014). A prepared statement that is not there
 * or that another made (26000, 42P05) is of a pooler that gives each transaction another session: the next one may be served.
 */
const ofPostgres = /^(?:08...|53...|57P0.|58...|57014|26000|42P05)$/;

/** Codes of the driver and of Node's sockets and names. */
const ofNetwork =
  /^(?:CONNECTION_\w+|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;

/** The error and what it wraps, from the outside in. */
export function* causesOf(error: unknown): Generator<Error> {
  const seen = new Set<unknown>();
  for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    yield cause;
  }
}

/**
 * Whether an error, or what it wraps, says that the database cannot be asked at the moment. The one place that decides
 * it: everything else is a fault of the program, or of an input.
 */
export function isUnavailable(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => {
    const code = "code" in cause ? String(cause.code) : "";
    return (
      cause instanceof DatabaseUnavailableError ||
      ofNetwork.test(code) ||
      ("severity" in cause && ofPostgres.test(code))
    );
  });
}

/** Whether a transaction failed because its connection was lost before the commit: it can be run again. */
export function isLostConnection(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => cause instanceof ConnectionLostError);
}

/**
 * Codes of a database that is there and has too much to do: it lacks room or connections (53), or gave a statement up that
 * took too long (57014).
 */
const ofCrowd = /^(?:53...|57014)$/;

/** Whether a database that cannot be asked at the moment is there, and has too much to do. */
export function isBusy(error: unknown): boolean {
  return [...causesOf(error)].some(
    (cause) =>
      cause instanceof DatabaseBusyError ||
      ("severity" in cause && "code" in cause && ofCrowd.test(String(cause.code))),
  );
}

/** Whether nobody knows if a transaction was committed. */
export function isCommitInDoubt(error: unknown): boolean {
  return [...causesOf(error)].some((cause) => cause instanceof CommitInDoubtError);
}
