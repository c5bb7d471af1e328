import { causesOf, DatabaseUnavailableError, NoTlsError } from "./unavailable.ts";

/** Where a connection was to lead, for people; empty where the error does not say it. */
function placeOf(error: object): string {
  const { address, hostname, port }: { address?: unknown; hostname?: unknown; port?: unknown } = error;
  const host = String(address ?? hostname ?? "");
  if (!host) return "";
  return port === undefined || port === null || host.startsWith("/") ? host : `${host}:${port}`;
}

const at = (place: string) => (place ? ` at ${place}` : "");
const to = (place: string) => (place ? ` to ${place}` : "");

const silent = (place: string) => `${place || "its server"} did not answer in time`;
const noWay = (place: string) => `no network leads${to(place) || " to it"}`;
const unknownName = (place: string) => `its name${place ? ` ${place}` : ""} cannot be resolved`;
const broken = () => "the connection to it was broken off";

/** What the codes of the driver and of Node's sockets and names say. */
const ofNetwork: Record<string, (place: string) => string> = {
  ECONNREFUSED: (place) => `nothing takes connections${at(place)}`,
  ENOENT: (place) => `there is no socket${at(place)}`,
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  ETIMEDOUT: silent,
  CONNECT_TIMEOUT: silent,
  EHOSTUNREACH: noWay,
  EHOSTDOWN: noWay,
  ENETUNREACH: noWay,
  ENETDOWN: noWay,
  ECONNRESET: broken,
  ECONNABORTED: broken,
  EPIPE: broken,
  CONNECTION_CLOSED: broken,
  CONNECTION_ENDED: broken,
  CONNECTION_DESTROYED: broken,
};

/** Codes of a certificate that is not taken, and of a server that speaks no TLS. */
const ofTls =
  /^(?:ERR_(?:TLS|SSL)_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|EPROTO)$/;

/** Codes of Postgres by which it refuses a login, and a database. */
const ofLogin = /^(?:28...|3D000)$/;

/** Codes of Postgres by which it cannot be asked at the moment. */
const ofServer = /^(?:08...|53...|57P0.|58...|57014)$/;

/** Codes of Postgres about a prepared statement that is not in this session, or that another has made there. */
const ofSession = /^(?:26000|42P05)$/;

/** What an operator does about a pooler that gives each transaction another session. */
const changesSessions =
  "A pooler in transaction mode is between this process and the database, and its sessions change. Set DATABASE_POOL_MODE=transaction, and DATABASE_LISTEN_URL to an address without the pooler.";

function sentenceOf(error: Error): string | null {
  const code = "code" in error ? String(error.code) : "";
  if ("severity" in error) {
    if (ofLogin.test(code)) return `Postgres refuses the login: ${error.message}.`;
    if (ofSession.test(code)) return changesSessions;
    return ofServer.test(code) ? `The database does not answer: Postgres says: ${error.message}.` : null;
  }
  const told = Object.hasOwn(ofNetwork, code) ? ofNetwork[code] : undefined;
  // Of several addresses of one name, each has failed: the first stands for all.
  const [first] = error instanceof AggregateError ? error.errors : [];
  // A file that is not there has a path; a socket an address.
  if (told && (code !== "ENOENT" || "address" in error)) {
    return `The database does not answer: ${told(placeOf(typeof first === "object" && first ? first : error))}.`;
  }
  if (ofTls.test(code)) return `The TLS of the database's server is not accepted: ${error.message} (${code}).`;
  return error instanceof DatabaseUnavailableError || error instanceof NoTlsError ? error.message : null;
}

/**
 * Why the database cannot be asked, or refuses the login, as one sentence for who runs the installation: it may name the
 * server's address, and never a password. The one place that words it.
 *
 * @param error what was thrown, and may wrap the reason.
 * @returns null where the error is about something else
 */
export function databaseFailure(error: unknown): string | null {
  // The innermost that says something is the reason; those around it say that something failed.
  for (const cause of [...causesOf(error)].reverse()) {
    const sentence = sentenceOf(cause);
    if (sentence) return sentence;
  }
  return null;
}
