import { isLoopback, plainAddress } from "./addresses.ts";

/** The settings that decide who can reach the server. */
interface Reach {
  HOST: string;
  PUBLIC_URL?: string | undefined;
  TRUST_PROXY: readonly string[];
}

/** Whether only programs on this machine can reach the server: no other network and no proxy. */
export const isLocalOnly = ({ HOST, PUBLIC_URL, TRUST_PROXY }: Reach): boolean =>
  isLoopback(HOST) && TRUST_PROXY.length === 0 && (!PUBLIC_URL || isLoopback(URL.parse(PUBLIC_URL)?.hostname ?? ""));

/**
 * Why the outbox may not be shown. It shows all mail, with sign-in links, to everyone who can reach it, so it needs a
 * server that only this machine reaches.
 */
export function outboxObstacle(
  config: Reach & { SMTP_URL?: string | undefined; DATABASE_EMBEDDED: boolean },
): string | null {
  if (config.SMTP_URL) return "cannot be true together with SMTP_URL: mail is either sent or shown";
  if (!config.DATABASE_EMBEDDED) {
    return "works only with the embedded database of npm start: with DATABASE_URL, everyone could read the links of real people. Set SMTP_URL instead";
  }
  if (isLocalOnly(config)) return null;
  return "works only on a server that is reached only from this machine: with a loopback address as HOST, without TRUST_PROXY, and without a PUBLIC_URL of another name. Set SMTP_URL instead";
}

/** Default passwords of databases and their examples. */
const published = new Set(
  "postgres,postgresql,password,passw0rd,admin,root,test,secret,changeme,change-me,mysecretpassword,example,waybill,waybill_app,1234,12345,123456,12345678".split(
    ",",
  ),
);

/**
 * The problem of a database password: publicly known, or equal to the login's name. Accepted while everything is on this
 * machine.
 *
 * @param url the URL of the database; null for a login without a password.
 */
export function knownPassword(config: Reach & { NODE_ENV: string }, url: string | undefined): string | null {
  const parsed = config.NODE_ENV === "production" ? URL.parse(url ?? "") : null;
  if (!parsed) return null;
  const { hostname, username, password } = parsed;
  if (isLocalOnly(config) && (hostname === "" || isLoopback(plainAddress(hostname)))) return null;
  const word = decoded(password).toLowerCase();
  if (!word || !(published.has(word) || word === decoded(username).toLowerCase())) return null;
  return "has a publicly known password: set another one";
}

/** A decoded part of a URL; unchanged if its escapes are malformed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
