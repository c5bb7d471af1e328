import { type Cookie, cookieName, readCookie } from "./cookies.ts";

// A secret that identifies a browser in which someone has signed in. It gives no access, but protects its people from
// being locked out by failed attempts of others. It stays after they sign out.

const name = () => cookieName("waybill.device");
const yearSeconds = 365 * 24 * 3600;

/** The secret of a request's browser; null without one. */
export const deviceOf = (headers: Headers): string | null => readCookie(headers.get("cookie"), name());

/** Set with every session. @param secret the context's `device` */
export const deviceCookie = (secret: string): Cookie => ({ name: name(), value: secret, maxAge: yearSeconds });
