import { expect, test } from "vitest";
import { networkOf } from "./client.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8::7", "2001:db8:0:0::/64"],
  ["2001:DB8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0::/64"],
  ["", ""],
])("the network of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));

test("an IPv4-mapped IPv6 address equals its IPv4 address, and other addresses differ", () => {
  expect(networkOf("::ffff:c000:207")).toBe(networkOf("::ffff:192.0.2.7"));
  expect(networkOf("::ffff:c000:207")).not.toBe(networkOf("::ffff:c000:208"));
});
