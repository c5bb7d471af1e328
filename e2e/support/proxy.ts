import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as ask } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "selfsigned";
import { onPath } from "./browser.ts";

/** The proxy's source address; without a second loopback address, the common one. */
export const proxyAddress = process.platform === "linux" ? "127.0.0.2" : "127.0.0.1";

/** An HTTPS proxy. */
export interface TlsProxy {
  stop(): Promise<void>;
}

/** Options of the proxy. */
export interface ProxyOptions {
  /** The public name. */
  name: string;
  port: number;
  /** The port of the web server. */
  upstream: number;
}

/** Starts nginx with the documented configuration; without nginx, an equivalent proxy in Node. */
export async function startProxy(options: ProxyOptions): Promise<TlsProxy> {
  const { private: key, cert } = await generate([{ name: "commonName", value: options.name }], {
    keyType: "ec",
    algorithm: "sha256",
  });
  const nginx = onPath("nginx", ["/usr/sbin", "/usr/local/sbin"]);
  return nginx ? startNginx(nginx, options, key, cert) : startNodeProxy(options, key, cert);
}

async function startNginx(command: string, { name, port, upstream }: ProxyOptions, key: string, cert: string) {
  const directory = mkdtempSync(join(tmpdir(), "waybill-nginx-"));
  const file = (path: string) => join(directory, path);
  writeFileSync(file("key.pem"), key, { mode: 0o600 });
  writeFileSync(file("cert.pem"), cert);
  const documented = readFileSync(fileURLToPath(new URL("../../docs/nginx.conf", import.meta.url)), "utf8");
  const server = documented
    .replace("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("desk.example.com", name)
    .replace(/ssl_certificate_key .*/, `ssl_certificate_key ${file("key.pem")};`)
    .replace(/ssl_certificate .*/, `ssl_certificate ${file("cert.pem")};`)
    .replace("server 127.0.0.1:3000", `server 127.0.0.1:${upstream}`)
    .replace("proxy_pass http://web;", `proxy_bind ${proxyAddress}; proxy_pass http://web;`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${file(kind)};`)
    .join("\n");
  writeFileSync(
    file("nginx.conf"),
    `daemon off;\npid ${file("nginx.pid")};\n${process.getuid?.() === 0 ? "user root;" : ""}\nevents {}\n` +
      `http {\naccess_log off;\n${folders}\n${server}}\n`,
  );
  const child = spawn(command, ["-p", directory, "-c", file("nginx.conf"), "-e", file("error.log")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    async stop() {
      await ended(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

async function startNodeProxy({ port, upstream }: ProxyOptions, key: string, cert: string): Promise<TlsProxy> {
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { headers, method, url, socket } = incoming;
    const added = [headers["x-forwarded-for"], socket.remoteAddress].filter(Boolean).join(", ");
    const request = ask(
      {
        ...{ host: "127.0.0.1", port: upstream, localAddress: proxyAddress, method, path: url },
        headers: {
          ...headers,
          "x-forwarded-for": added,
          "x-forwarded-host": headers.host,
          "x-forwarded-proto": "https",
        },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    request.once("error", () => outgoing.destroy());
    outgoing.once("close", () => request.destroy());
    incoming.pipe(request);
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
