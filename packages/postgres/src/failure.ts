import { causesOf, DatabaseUnavailableError, NoTlsError } from "./unavailable.ts";

/** The address of a failed connection, for people; empty if the error does not have it. */
function addressOf(error: object): string {
  const { address, hostname, port }: { address?: unknown; hostname?: unknown; port?: unknown } = error;
  const host = String(address ?? hostname ?? "");
  if (!host) return "";
  return port === undefined || port === null || host.startsWith("/") ? host : `${host}:${port}`;
}

const at = (address: string) => (address ? ` at ${address}` : "");
const to = (address: string) => (address ? ` to ${address}` : "");

const noAnswer = (address: string) => `${address || "its server"} did not respond in time`;
const noRoute = (address: string) => `no route${to(address) || " to it"}`;
const unknownName = (address: string) => `its name${address ? ` ${address}` : ""} cannot be resolved`;
const broken = () => "the connection to it was lost";

/** Explanations of the codes of the driver and of Node's sockets and DNS. */
const networkExplanations: Record<string, (address: string) => string> = {
  ECONNREFUSED: (address) => `connection refused${at(address)}`,
  ENOENT: (address) => `there is no socket${at(address)}`,
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  ETIMEDOUT: noAnswer,
  CONNECT_TIMEOUT: noAnswer,
  EHOSTUNREACH: noRoute,
  EHOSTDOWN: noRoute,
  ENETUNREACH: noRoute,
  ENETDOWN: noRoute,
  ECONNRESET: broken,
  ECONNABORTED: broken,
  EPIPE: broken,
  CONNECTION_CLOSED: broken,
  CONNECTION_ENDED: broken,
  CONNECTION_DESTROYED: broken,
};

/** Codes of a rejected certificate and of a server without TLS. */
const tlsCodes =
  /^(?:ERR_(?:TLS|SSL)_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|EPROTO)$/;

/** Postgres codes of a refused login and an unknown database. */
const loginCodes = /^(?:28...|3D000)$/;

/** Postgres codes of an unavailable database. */
const unavailableCodes = /^(?:08...|53...|57P0.|58...|57014)$/;

/** Postgres codes of a prepared statement that is missing in, or already exists in, this session. */
const preparedStatementCodes = /^(?:26000|42P05)$/;

/** Advice for a pooler that changes sessions between transactions. */
const poolerAdvice =
  "A pooler in transaction mode is between this process and the database, and its sessions change. Set DATABASE_POOL_MODE=transaction, and DATABASE_LISTEN_URL to an address without the pooler.";

function sentenceOf(error: Error): string | null {
  const code = "code" in error ? String(error.code) : "";
  if ("severity" in error) {
    if (loginCodes.test(code)) return `Postgres refuses the login: ${error.message}.`;
    if (preparedStatementCodes.test(code)) return poolerAdvice;
    return unavailableCodes.test(code) ? `The database is not responding: ${error.message}.` : null;
  }
  const explain = Object.hasOwn(networkExplanations, code) ? networkExplanations[code] : undefined;
  // All addresses of a host name failed; the first is reported.
  const [first] = error instanceof AggregateError ? error.errors : [];
  // An error about a missing file has a path; one about a socket has an address.
  if (explain && (code !== "ENOENT" || "address" in error)) {
    return `The database is not responding: ${explain(addressOf(typeof first === "object" && first ? first : error))}.`;
  }
  if (tlsCodes.test(code))
    return `The TLS certificate of the database server was rejected: ${error.message} (${code}).`;
  return error instanceof DatabaseUnavailableError || error instanceof NoTlsError ? error.message : null;
}

/**
 * Explains in one sentence, for operators, why the database is unavailable or refuses the login. The sentence may contain
 * the server's address, never a password.
 *
 * @param error the error, which may wrap the cause.
 * @returns null if the error is about something else
 */
export function databaseFailure(error: unknown): string | null {
  // The innermost error with an explanation is the cause.
  for (const cause of [...causesOf(error)].reverse()) {
    const sentence = sentenceOf(cause);
    if (sentence) return sentence;
  }
  return null;
}
