import { cookies as requestCookies } from "next/headers";
import { ownPath } from "@/navigation/own-path.ts";
import { type Cookie, cookieName, cookieOptions } from "./cookies.ts";
import { noSessionCookie } from "./session-cookie.ts";
import { ticketCookie } from "./sign-in-cookies.ts";

// The cookies of a sign-in by the library: its own, and those that are set in addition.

/** The library's cookies with own names and options. */
export function libraryCookies() {
  const cookie = (name: string) => ({ name: cookieName(`authjs.${name}`), options: cookieOptions() });
  return {
    sessionToken: cookie("session-token"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf-token"),
    pkceCodeVerifier: cookie("pkce.code_verifier"),
    state: cookie("state"),
    nonce: cookie("nonce"),
  };
}

/** The path to continue to after a sign-in with a provider, from the library's cookie. */
export async function pathAfterProvider(): Promise<string> {
  const wanted = (await requestCookies()).get(libraryCookies().callbackUrl.name)?.value ?? "";
  const next = URL.canParse(wanted) ? new URL(wanted) : null;
  return ownPath(next ? next.pathname + next.search : "/");
}

/** Sets cookies in addition to the library's. */
export async function keep(...kept: Cookie[]): Promise<void> {
  const jar = await requestCookies();
  for (const { name, value, maxAge } of kept) jar.set(name, value, { ...cookieOptions(), maxAge });
}

/** Sets the cookie of a sign-in that waits for its second factor. */
export const keepTicket = (secret: string): Promise<void> => keep(ticketCookie(secret), noSessionCookie());
