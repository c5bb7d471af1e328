import ipaddr from "ipaddr.js";

/**
 * The network of an address, for limits: an IPv4 address itself, the /64 of an IPv6 address, since a client usually has the
 * whole block. IPv4-mapped IPv6 addresses count as IPv4.
 *
 * @returns "unknown" for an invalid address: such callers share one limit.
 */
export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(parsed)}/64`).toRFC5952String()}/64`;
}

/** The zone names an interface of this machine. */
const withoutZone = (address: ipaddr.IPv6): string => address.toNormalizedString().replace(/%.*/, "");
