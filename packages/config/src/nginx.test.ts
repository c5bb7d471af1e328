import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getCiphers } from "node:tls";
import { describe, expect, test } from "vitest";

// The TLS configuration of docs/nginx.conf. The browser tests try an old protocol, if nginx is installed.

const conf = readFileSync(join(import.meta.dirname, "../../../docs/nginx.conf"), "utf8");

/** The values of a directive, which occurs once. */
function directive(name: string, text = conf): string[] {
  const found = [...text.matchAll(new RegExp(`^\\s*${name}\\s+([^;]+);`, "gm"))];
  if (found.length !== 1) throw new Error(`${name} stands ${found.length} times.`);
  return (found[0]?.[1] ?? "").trim().split(/\s+/);
}

/** Weak protocols and ciphers, by BSI TR-02102-2 and Mozilla's intermediate list. */
function weaknesses(text: string): string[] {
  const [protocols, ciphers] = [directive("ssl_protocols", text), directive("ssl_ciphers", text).join("").split(":")];
  return [
    ...protocols.filter((one) => !["TLSv1.2", "TLSv1.3"].includes(one)),
    ...(protocols.includes("TLSv1.3") ? [] : ["no TLSv1.3"]),
    // Ciphers are named, because a group such as HIGH depends on OpenSSL.
    ...ciphers.filter(
      (one) => !/^ECDHE-(?:ECDSA|RSA)-(?:AES(?:128|256)-GCM-SHA(?:256|384)|CHACHA20-POLY1305)$/.test(one),
    ),
    ...ciphers.filter((one) => !getCiphers().includes(one.toLowerCase())),
  ];
}

describe("the documented nginx", () => {
  test("offers only recent TLS, with forward secrecy", () => expect(weaknesses(conf)).toEqual([]));

  test.each([
    ["an old protocol", conf.replace("ssl_protocols ", "ssl_protocols TLSv1.1 "), ["TLSv1.1"]],
    ["no new protocol", conf.replace(" TLSv1.3;", ";"), ["no TLSv1.3"]],
    [
      "a cipher without forward secrecy",
      conf.replace("ssl_ciphers ", "ssl_ciphers AES256-GCM-SHA384:"),
      ["AES256-GCM-SHA384"],
    ],
    ["a group of ciphers", conf.replace("ssl_ciphers ", "ssl_ciphers HIGH:"), ["HIGH", "HIGH"]],
  ])("with %s is reported", (_what, text, found) => expect(weaknesses(text)).toEqual(found));

  test("retries a web process with the next request after a refused connection", () => {
    const [, upstreams = ""] = /upstream web \{([^}]*)\}/.exec(conf) ?? [];
    const servers = [...upstreams.matchAll(/^\s*server\s+([^;]+);/gm)].map(([, words]) => words);
    expect(servers).toEqual(["127.0.0.1:3000 max_fails=0"]);
    expect(directive("proxy_pass")).toEqual(["http://web"]);
  });

  test("has one list of ciphers, and listens with TLS only", () => {
    const listens = [...conf.matchAll(/^\s*listen\s+([^;]+);/gm)].map(([, words]) => words);
    expect(listens).toEqual(["443 ssl http2"]);
    expect(() => directive("ssl_protocols", `${conf}\n ssl_protocols TLSv1;`)).toThrow("stands 2 times");
  });
});
