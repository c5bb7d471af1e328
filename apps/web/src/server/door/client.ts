import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { plainAddress } from "@waybill/config";

/** The last of a list that proxies add to: what the nearest one has said. */
const nearest = (header: string | string[] | undefined): string =>
  String(header ?? "")
    .split(",")
    .at(-1)
    ?.trim() ?? "";

/**
 * The address of who sent a request.
 *
 * @param socketAddress where the connection comes from.
 * @param isProxy whether an address is one of our proxies. Only what these add to `X-Forwarded-For` is believed, and of
 *   that the last entry alone: what stands before it was sent by the client.
 */
export function clientAddress(
  socketAddress: string | undefined,
  headers: IncomingHttpHeaders,
  isProxy: (address: string) => boolean,
): string {
  const own = plainAddress(socketAddress ?? "");
  if (!isProxy(own)) return own;
  const entry = nearest(headers["x-forwarded-for"]);
  // `192.0.2.7:4711` and `[2001:db8::7]:4711`, as some proxies write it.
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(entry) ?? [];
  const address = plainAddress(bracketed ?? entry.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1"));
  return isIP(address) ? address : own;
}

/**
 * The network that an address counts as: itself, or of IPv6 its first 64 bits, since whoever has one of these addresses
 * has them all.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [, text = ""] = /^\[(.*)\]$/.exec(new URL(`http://[${address.replace(/%.*/, "")}]`).hostname) ?? [];
  const [left = "", right = ""] = text.split("::");
  const groups = (part: string) => (part ? part.split(":") : []);
  const missing = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(right)];
  // An IPv4 address in the clothes of an IPv6 one.
  if (all.slice(0, 6).join(":") === "0:0:0:0:0:ffff") return all.slice(6).join(":");
  return `${all.slice(0, 4).join(":")}::/64`;
}

/** The origin that the client asked for, as a proxy tells it; null where it tells none. */
export function forwardedOrigin(headers: IncomingHttpHeaders): string | null {
  const origin = `${nearest(headers["x-forwarded-proto"])}://${nearest(headers["x-forwarded-host"])}`.toLowerCase();
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin ? origin : null;
}
