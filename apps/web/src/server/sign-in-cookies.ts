import type { RequestContext, SignInOutcome } from "@waybill/api";
import { answer } from "./answers.ts";
import { type Cookie, cookieName, readCookie } from "./cookies.ts";
import { deviceCookie } from "./device-cookie.ts";
import { noSessionCookie, sessionCookie } from "./session-cookie.ts";

// What a browser keeps while it signs in: the secret of a ticket, between the first and the second factor, and the one
// that a passkey's challenge is bound to. Neither is a session.

/** As long as a ticket and a challenge live, in seconds. */
const seconds = 300;

const ticketName = () => cookieName("waybill.sign-in");
const challengeName = () => cookieName("waybill.passkey");

/** The secret of the ticket that a request carries; an empty one, which no ticket has, where it carries none. */
export const ticketOf = (headers: Headers): string => readCookie(headers.get("cookie"), ticketName()) ?? "";

/** The secret that the challenge for this browser's passkey is bound to; like {@link ticketOf}. */
export const challengeSecretOf = (headers: Headers): string => readCookie(headers.get("cookie"), challengeName()) ?? "";

export const ticketCookie = (secret: string): Cookie => ({ name: ticketName(), value: secret, maxAge: seconds });
export const challengeCookie = (secret: string): Cookie => ({ name: challengeName(), value: secret, maxAge: seconds });

/** Takes back what a browser has kept while it signed in. */
const nothingKept = (): Cookie[] => [ticketName(), challengeName()].map((name) => ({ name, value: "", maxAge: 0 }));

/** Answers with a session's cookie, and the one that the browser is known by from now on. */
export async function signedIn(context: RequestContext, sessionId: string): Promise<Response> {
  return answer(context, {}, [await sessionCookie(sessionId), deviceCookie(context.device), ...nothingKept()]);
}

/**
 * Answers what a first factor led to: with a session's cookie, or with a ticket's. Whoever was signed in in this browser
 * is so no more: between the two factors, there is no session.
 */
export async function arrived(context: RequestContext, arrival: SignInOutcome): Promise<Response> {
  if (arrival.kind === "session") return signedIn(context, arrival.sessionId);
  const cookies = [ticketCookie(arrival.secret), noSessionCookie()];
  return answer(context, { secondFactor: true }, cookies);
}
