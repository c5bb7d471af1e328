import type { RequestContext, SignInOutcome } from "@waybill/api";
import { type Cookie, cookieName, readCookie } from "./cookies.ts";
import { deviceCookie } from "./device-cookie.ts";
import { noSessionCookie, sessionCookie } from "./session-cookie.ts";
import { jsonResponse } from "./sign-in-route.ts";

// The cookies during a sign-in: the secret of a ticket, between the first and the second factor, and the one
// that binds a passkey's challenge to the browser. Neither is a session.

/** The lifetime of tickets and challenges, in seconds. */
const seconds = 300;

const ticketName = () => cookieName("waybill.sign-in");
const challengeName = () => cookieName("waybill.passkey");

/** The secret of a request's ticket; empty, which matches no ticket, without one. */
export const ticketOf = (headers: Headers): string => readCookie(headers.get("cookie"), ticketName()) ?? "";

/** The secret of the challenge for a passkey; empty without one. */
export const challengeSecretOf = (headers: Headers): string => readCookie(headers.get("cookie"), challengeName()) ?? "";

/** The cookie of a ticket. */
export const ticketCookie = (secret: string): Cookie => ({ name: ticketName(), value: secret, maxAge: seconds });
/** The cookie of a passkey's challenge. */
export const challengeCookie = (secret: string): Cookie => ({ name: challengeName(), value: secret, maxAge: seconds });

/** Removes the cookies of the sign-in. */
const nothingKept = (): Cookie[] => [ticketName(), challengeName()].map((name) => ({ name, value: "", maxAge: 0 }));

/** The response with the cookies of a session and of the browser. */
export async function sessionResponse(context: RequestContext, sessionId: string): Promise<Response> {
  return jsonResponse(context, {}, [await sessionCookie(sessionId), deviceCookie(context.device), ...nothingKept()]);
}

/**
 * The response to a first factor: with the cookie of a session, or of a ticket. The former session of this browser
 * ends: between the two factors, there is no session.
 */
export async function signInResponse(context: RequestContext, signIn: SignInOutcome): Promise<Response> {
  if (signIn.kind === "session") return sessionResponse(context, signIn.sessionId);
  const cookies = [ticketCookie(signIn.secret), noSessionCookie()];
  return jsonResponse(context, { secondFactor: true }, cookies);
}
