import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** An address without the brackets of URLs, and an IPv4 address that came as IPv6 as what it is. */
export const plainAddress = (address: string): string =>
  address.replace(/^\[|\]$/g, "").replace(/^::ffff:(?=\d+\.)/i, "");

/** Whether an IP address, or a name, reaches this machine alone: `127.0.0.1`, `::1`, `localhost`, `desk.localhost`. */
export function isLoopback(host: string): boolean {
  const plain = plainAddress(host);
  const version = isIP(plain);
  if (version > 0) return loopback.check(plain, version === 6 ? "ipv6" : "ipv4");
  return /^(?:[^.\s/]+\.)*localhost\.?$/i.test(plain);
}

/** Whether a server that listens there is reached at every address of the machine. */
export const isEveryAddress = (host: string): boolean => ["0.0.0.0", "::"].includes(plainAddress(host));

/** The host of a URL that reaches a server which listens on `host`. */
export function urlHost(host: string): string {
  const plain = plainAddress(host);
  if (isEveryAddress(plain) || isLoopback(plain))
    return isIP(plain) === 6 && plain !== "::" ? `[${plain}]` : "localhost";
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}
