import { publicUrl } from "@waybill/config";
import { settings } from "./settings.ts";

// Every cookie of Waybill: for the whole site, out of reach of scripts, not sent along by foreign pages' requests.

/** What all cookies share. */
export interface CookieOptions {
  httpOnly: true;
  sameSite: "lax";
  path: "/";
  /** Over HTTPS only. */
  secure: boolean;
}

/** A cookie to be set. */
export interface Cookie {
  name: string;
  value: string;
  /** Seconds; 0 removes the cookie. */
  maxAge: number;
}

/** Whether people come by HTTPS. */
const secure = (): boolean => publicUrl(settings()).startsWith("https:");

/**
 * The full name of a cookie. Over HTTPS it begins with `__Host-`: browsers then take it from this host alone, by HTTPS
 * alone, so that a neighbouring host cannot set it.
 */
export const cookieName = (name: string): string => (secure() ? `__Host-${name}` : name);

/** How cookies are set here. */
export const cookieOptions = (): CookieOptions => ({ httpOnly: true, sameSite: "lax", path: "/", secure: secure() });

/** A cookie as a `Set-Cookie` header. Its value must not need encoding. */
export function setCookieHeader({ name, value, maxAge }: Cookie): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAge}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(secure() || name.startsWith("__") ? ["Secure"] : [])].join("; ");
}

/** What a request's `Cookie` header says for a name, as it stands there; null where it says nothing. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  const pair = header?.split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  return pair ? pair.slice(name.length + 1) : null;
}
