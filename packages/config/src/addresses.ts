import { BlockList, isIP } from "node:net";

/** Parses `10.0.0.0/8` or `::1`; null if it is not a network. */
function readNetwork(text: string): { address: string; bits: number; family: "ipv4" | "ipv6" } | null {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return null;
  const most = version === 6 ? 128 : 32;
  const count = Number(bits ?? most);
  return count <= most ? { address, bits: count, family: version === 6 ? "ipv6" : "ipv4" } : null;
}

/** Whether a text is an IP address or a network such as `10.0.0.0/8`. */
export const isNetwork = (text: string): boolean => readNetwork(text) !== null;

/** @returns whether an address is in one of several networks, such as `10.0.0.0/8` or `::1` */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of networks.map(readNetwork).filter((one) => one !== null)) {
    list.addSubnet(address, bits, family);
  }
  return (address) => {
    const version = isIP(address);
    return version > 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/** Private networks: loopback, private (RFC 1918, RFC 4193) and link-local addresses. */
export const ownNetworks = [
  ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
  ...["::1", "fc00::/7", "fe80::/10"],
] as const;

const isLoopbackAddress = inNetworks(["127.0.0.0/8", "::1"]);

/** An address without the brackets of URLs; an IPv4-mapped IPv6 address as IPv4. */
export const plainAddress = (address: string): string =>
  address.replace(/^\[|\]$/g, "").replace(/^::ffff:(?=\d+\.)/i, "");

/** Whether an IP address or a name reaches only this machine: `127.0.0.1`, `::1`, `localhost`, `desk.localhost`. */
export function isLoopback(host: string): boolean {
  const plain = plainAddress(host);
  if (isIP(plain) > 0) return isLoopbackAddress(plain);
  return /^(?:[^.\s/]+\.)*localhost\.?$/i.test(plain);
}

/** Whether a server with this listening address is reachable at every address of the machine. */
export const isEveryAddress = (host: string): boolean => ["0.0.0.0", "::"].includes(plainAddress(host));

/** The host of a URL for a server that listens on `host`. */
export function urlHost(host: string): string {
  const plain = plainAddress(host);
  if (isEveryAddress(plain) || isLoopback(plain))
    return isIP(plain) === 6 && plain !== "::" ? `[${plain}]` : "localhost";
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}

/**
 * Whether the user or password in a service's URL has unencoded characters, so that a part of the password would be
 * parsed, and shown, as a host, a path or a fragment. After the host there must be no `@`, nowhere a `#`, and each `%` must
 * begin an escape; of several hosts, none has an `@`.
 *
 * @param url such as `postgres://user:password@host/database`, or `smtp://user:password@host`.
 */
export function hasUnencoded(url: string): boolean {
  const [, authority = "", rest = ""] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  const hosts = authority.slice(authority.indexOf("@") + 1);
  if (rest.includes("@") || rest.includes("#") || (hosts.includes("@") && authority.includes(","))) return true;
  try {
    decodeURIComponent(url);
    return false;
  } catch {
    return true;
  }
}

/** Advice for {@link hasUnencoded}, without any part of the URL. */
export const encodePassword =
  "encode the password, and the user: %40 for @, %23 for #, %2F for /, %3F for ?, %2C for a comma, %25 for %";
