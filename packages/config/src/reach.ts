import { isLoopback, plainAddress } from "./addresses.ts";

/** The settings that say who reaches the server. */
interface Reach {
  HOST: string;
  PUBLIC_URL?: string | undefined;
  TRUST_PROXY: readonly string[];
}

/** Whether programs on this machine alone reach the server: nobody else's network does, and no proxy stands before it. */
export const isLocalOnly = ({ HOST, PUBLIC_URL, TRUST_PROXY }: Reach): boolean =>
  isLoopback(HOST) && TRUST_PROXY.length === 0 && (!PUBLIC_URL || isLoopback(URL.parse(PUBLIC_URL)?.hostname ?? ""));

/**
 * What stands in the way of the outbox, which shows everybody's mail, sign-in links included, to whoever reaches it: it is
 * for a server that this machine alone reaches.
 */
export function outboxObstacle(
  config: Reach & { SMTP_URL?: string | undefined; DATABASE_EMBEDDED: boolean },
): string | null {
  if (config.SMTP_URL) return "cannot be true together with SMTP_URL: mail is either sent or shown";
  if (!config.DATABASE_EMBEDDED) {
    return "works with the embedded database of npm start alone: in one that DATABASE_URL names, real people's links would be open to read. Set SMTP_URL instead";
  }
  if (isLocalOnly(config)) return null;
  return "works only where this machine alone reaches the server: with a loopback address as HOST, without TRUST_PROXY, and without a PUBLIC_URL of another name. Set SMTP_URL instead";
}

/** Passwords that databases and their examples come with. */
const published = new Set(
  "postgres,postgresql,password,passw0rd,admin,root,test,secret,changeme,change-me,mysecretpassword,example,waybill,waybill_app,1234,12345,123456,12345678".split(
    ",",
  ),
);

/**
 * What is wrong with the password of a database: one that everybody knows, or the login's own name. While everything is on
 * this machine, it is let be: whoever reaches the database is on the machine, too.
 *
 * @param url the database's; null where no password is given: then the database asks for none, or for something else.
 */
export function knownPassword(config: Reach & { NODE_ENV: string }, url: string | undefined): string | null {
  const address = config.NODE_ENV === "production" ? URL.parse(url ?? "") : null;
  if (!address) return null;
  const { hostname, username, password } = address;
  if (isLocalOnly(config) && (hostname === "" || isLoopback(plainAddress(hostname)))) return null;
  const word = decoded(password).toLowerCase();
  if (!word || !(published.has(word) || word === decoded(username).toLowerCase())) return null;
  return "has a password that everybody knows: give the login one of its own";
}

/** A part of a URL without its escapes; as it stands where they are malformed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
