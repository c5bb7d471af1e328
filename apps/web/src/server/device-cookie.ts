import { type Cookie, cookieName, readCookie } from "./cookies.ts";

// The secret that a browser is known by once somebody has signed in with it: it lets nobody in, and keeps its people from
// being locked out by the failures of others. Kept when they sign out.

const name = () => cookieName("waybill.device");
const yearSeconds = 365 * 24 * 3600;

/** The secret of the browser that a request comes from; null where it has none. */
export const deviceOf = (headers: Headers): string | null => readCookie(headers.get("cookie"), name());

/** Set with every session. @param secret the context's `device` */
export const deviceCookie = (secret: string): Cookie => ({ name: name(), value: secret, maxAge: yearSeconds });
