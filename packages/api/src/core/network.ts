import ipaddr from "ipaddr.js";

/**
 * The network that an address stands for, for limits: an IPv4 address itself, and the /64 of an IPv6 address, since one
 * customer has at least that many. An IPv4 address that is written as IPv6 is the IPv4 address.
 *
 * @returns "unknown" for what is no address: such callers share one network.
 */
export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(parsed)}/64`).toRFC5952String()}/64`;
}

/** The zone says by which interface of this machine an address is reached. */
const withoutZone = (address: ipaddr.IPv6): string => address.toNormalizedString().replace(/%.*/, "");
