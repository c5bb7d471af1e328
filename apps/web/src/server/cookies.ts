import { publicUrl } from "@waybill/config";
import { settings } from "./settings.ts";

// The options of all cookies: for the whole site, HttpOnly, SameSite=Lax.

/** The options of all cookies. */
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

/** Whether the public URL is HTTPS. */
const secure = (): boolean => publicUrl(settings()).startsWith("https:");

/**
 * The full name of a cookie. Over HTTPS it begins with `__Host-`: browsers then accept it only from this host over HTTPS,
 * so that other hosts of the domain cannot set it.
 */
export const cookieName = (name: string): string => (secure() ? `__Host-${name}` : name);

/** The options to set a cookie with. */
export const cookieOptions = (): CookieOptions => ({ httpOnly: true, sameSite: "lax", path: "/", secure: secure() });

/** A cookie as a `Set-Cookie` header. Its value must not need encoding. */
export function setCookieHeader({ name, value, maxAge }: Cookie): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAge}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(secure() || name.startsWith("__") ? ["Secure"] : [])].join("; ");
}

/** The raw value of a cookie in a `Cookie` header; null without it. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  const pair = header?.split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  return pair ? pair.slice(name.length + 1) : null;
}
