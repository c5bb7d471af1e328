import { isLoopback } from "./addresses.ts";

/** The settings that say who reaches the server. */
interface Reach {
  HOST: string;
  PUBLIC_URL?: string | undefined;
  TRUST_PROXY: readonly string[];
}

/** Whether programs on this machine alone reach the server: nobody else's network does, and no proxy stands before it. */
export const isLocalOnly = ({ HOST, PUBLIC_URL, TRUST_PROXY }: Reach): boolean =>
  isLoopback(HOST) && TRUST_PROXY.length === 0 && (!PUBLIC_URL || isLoopback(new URL(PUBLIC_URL).hostname));

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
