import { describe, expect, test } from "vitest";
import { isLocal } from "./local-request.ts";

const request = (headers: Record<string, string>, remoteAddress = "127.0.0.1", httpVersion = "1.1") => ({
  headers: { host: "localhost:3000", ...headers },
  httpVersion,
  socket: { remoteAddress },
});

describe("a request is local", () => {
  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("from %s", (address) => {
    expect(isLocal(request({}, address))).toBe(true);
  });

  test.each(["localhost", "localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000", "desk.localhost:3000"])(
    "for %s",
    (host) => expect(isLocal(request({ host }))).toBe(true),
  );

  test.each(["10.0.0.7", "::ffff:192.0.2.7", "2001:db8::7", ""])("but not from %s", (address) => {
    expect(isLocal(request({}, address))).toBe(false);
  });

  test.each([
    ...[
      "evil.test",
      "evil.test:3000",
      "localhost.evil.test",
      "127.0.0.1.evil.test",
      "127.0.0.1@evil.test",
      "localhost/x",
    ],
    ...["", "localhost:3000 evil.test", "0x7f.1", "2130706433"],
  ])("but not for %s", (host) => {
    expect(isLocal(request({ host }))).toBe(false);
  });

  test.each([
    ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-anything", "forwarded", "via"],
    ...["x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip", "fastly-client-ip", "wl-proxy-client-ip"],
    ...[
      "x-forwarded",
      "forwarded-for",
      "x-original-forwarded-for",
      "x-original-host",
      "x-original-url",
      "x-azure-clientip",
    ],
    ...[
      "x-envoy-external-address",
      "x-amzn-trace-id",
      "x-arr-ssl",
      "x-scheme",
      "x-varnish",
      "cdn-loop",
      "max-forwards",
    ],
  ])("but not with %s", (name) => {
    expect(isLocal(request({ [name]: "127.0.0.1" }))).toBe(false);
  });

  test("but not over HTTP/1.0, the protocol of proxies without configuration", () => {
    expect(isLocal(request({}, "127.0.0.1", "1.0"))).toBe(false);
  });
});
