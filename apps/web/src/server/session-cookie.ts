import { hkdfSync, randomUUID } from "node:crypto";
import { base64url, calculateJwkThumbprint, EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import { z } from "zod";
import { type Cookie, cookieName, readCookie, setCookieHeader } from "./cookies.ts";
import { settings } from "./settings.ts";

// The session's cookie. It has the id of the session; the API decides whether the session is active, so the content of a
// cookie may be cached. The format, also used by the sign-in library: a JWE with a key derived from AUTH_SECRET and the
// cookie's name (RFC 7516: `dir`, `A256CBC-HS512`). A test decodes recorded cookies: an upgrade signs no one out.

/** The lifetime of the cookie, in seconds. The session may end before. */
export const sessionSeconds = 30 * 24 * 3600;

/** The cookie's name over HTTP. */
export const plainName = "authjs.session-token";
/** The name over HTTPS in earlier versions. Such a cookie is replaced. */
export const formerName = `__Secure-${plainName}`;

/** The cookie's name, which is part of its encryption. */
export const sessionCookieName = (): string => cookieName(plainName);

const algorithm = { alg: "dir", enc: "A256CBC-HS512" };

interface Key {
  bytes: Uint8Array;
  thumbprint: string;
}

const keys = new Map<string, Promise<Key>>();

/** The key for a cookie name, derived once. */
function keyOf(secret: string, salt: string): Promise<Key> {
  const id = `${salt} ${secret}`;
  const known = keys.get(id) ?? deriveKey(secret, salt);
  keys.set(id, known);
  return known;
}

async function deriveKey(secret: string, salt: string): Promise<Key> {
  const bytes = new Uint8Array(hkdfSync("sha256", secret, salt, `Auth.js Generated Encryption Key (${salt})`, 64));
  return { bytes, thumbprint: await calculateJwkThumbprint({ kty: "oct", k: base64url.encode(bytes) }, "sha512") };
}

/**
 * Encrypts the claims of a cookie.
 *
 * @param salt the cookie's name.
 * @param maxAge the lifetime, in seconds.
 */
export async function encode(
  claims: JWTPayload,
  { secret, salt, maxAge = sessionSeconds }: { secret: string; salt: string; maxAge?: number | undefined },
): Promise<string> {
  const { bytes, thumbprint } = await keyOf(secret, salt);
  return new EncryptJWT(claims)
    .setProtectedHeader({ ...algorithm, kid: thumbprint })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + maxAge)
    .setJti(randomUUID())
    .encrypt(bytes);
}

/** Decrypts a cookie. @returns null if it was made with another secret or for another name, or has expired */
export async function decode(
  token: string,
  { secret, salt }: { secret: string; salt: string },
): Promise<JWTPayload | null> {
  const { bytes } = await keyOf(secret, salt);
  const options = {
    clockTolerance: 15,
    keyManagementAlgorithms: [algorithm.alg],
    contentEncryptionAlgorithms: [algorithm.enc],
  };
  return jwtDecrypt(token, bytes, options).then(
    ({ payload }) => payload,
    () => null,
  );
}

/** Decrypts a cookie with any of several secrets. */
export async function decodeByAny(
  token: string,
  { secrets, salt }: { secrets: readonly string[]; salt: string },
): Promise<JWTPayload | null> {
  for (const secret of secrets) {
    const payload = await decode(token, { secret, salt });
    if (payload) return payload;
  }
  return null;
}

const claim = z.object({ sid: z.guid(), exp: z.number() });
type Claim = z.output<typeof claim>;

/** The claims of cookies that were decrypted before. */
const known = new Map<string, Claim>();
const maxKnown = 10_000;

/** The session id in a request's cookie; null without a valid cookie. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const name = sessionCookieName();
  const token = readCookie(headers.get("cookie"), name);
  if (!token) return null;
  const claim = known.get(token) ?? (await read(token, name));
  if (claim && known.size >= maxKnown) known.clear();
  if (claim) known.set(token, claim);
  return claim && claim.exp * 1000 > Date.now() ? claim.sid : null;
}

async function read(token: string, salt: string): Promise<Claim | null> {
  const { AUTH_SECRET, AUTH_SECRET_FORMER } = settings();
  return (
    claim.safeParse(await decodeByAny(token, { secrets: [AUTH_SECRET, ...AUTH_SECRET_FORMER], salt })).data ?? null
  );
}

/** The cookie of a session. */
export async function sessionCookie(sessionId: string): Promise<Cookie> {
  const name = sessionCookieName();
  const value = await encode({ sid: sessionId }, { secret: settings().AUTH_SECRET, salt: name });
  return { name, value, maxAge: sessionSeconds };
}

/** Removes the session's cookie. */
export const noSessionCookie = (): Cookie => ({ name: sessionCookieName(), value: "", maxAge: 0 });

/**
 * Replaces the HTTPS cookie of an earlier version, so that no one is signed out.
 *
 * @param header the request's `Cookie` header.
 * @returns the header with the new cookie, and the cookies to set; null if there is nothing to replace.
 */
export async function renewed(header: string | undefined): Promise<{ header: string; setCookies: string[] } | null> {
  const name = sessionCookieName();
  const former = name === plainName ? null : readCookie(header, formerName);
  if (!former) return null;
  const setCookies = [setCookieHeader({ name: formerName, value: "", maxAge: 0 })];
  const claim = readCookie(header, name) ? null : await read(former, formerName);
  if (!claim) return { header: header ?? "", setCookies };
  const cookie = await sessionCookie(claim.sid);
  return { header: `${header}; ${name}=${cookie.value}`, setCookies: [...setCookies, setCookieHeader(cookie)] };
}
