import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { onPath } from "../../e2e/support/browser.ts";
import { root } from "../cli/processes.ts";

const systemFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];

/** Whether a program is installed. */
export const hasService = (name: "nginx" | "pgbouncer"): boolean => onPath(name, systemFolders) !== undefined;

/** Starts a substitute for a program that is not installed. */
function startSubstitute(log: string, args: readonly string[]): ChildProcess {
  const file = openSync(log, "w");
  const child = spawn(process.execPath, [join(root, "tooling/chaos/substitutes.ts"), ...args], {
    stdio: ["ignore", file, file],
  });
  closeSync(file);
  return child;
}

/**
 * Prepares nginx with the documented configuration before several web processes; without nginx, a proxy in Node.
 *
 * @param options.upstreams the addresses of the web processes. @param options.from the address that connections to them come from
 * @returns starts it; takes the path of its log
 */
export async function prepareNginx(
  directory: string,
  { name, port, upstreams, from }: { name: string; port: number; upstreams: readonly string[]; from: string },
): Promise<(log: string) => ChildProcess> {
  const { private: key, cert } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
  });
  mkdirSync(directory, { recursive: true });
  const file = (path: string) => join(directory, path);
  writeFileSync(file("key.pem"), key, { mode: 0o600 });
  writeFileSync(file("cert.pem"), cert);
  const program = onPath("nginx", systemFolders);
  if (!program) {
    const to = upstreams.flatMap((one) => ["--to", one]);
    const tls = ["--key", file("key.pem"), "--cert", file("cert.pem")];
    return (log) => startSubstitute(log, ["--port", String(port), "--from", from, ...tls, ...to]);
  }
  const server = readFileSync(join(root, "docs/nginx.conf"), "utf8")
    .replace("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("desk.example.com", name)
    .replace(/ssl_certificate_key .*/, `ssl_certificate_key ${file("key.pem")};`)
    .replace(/ssl_certificate .*/, `ssl_certificate ${file("cert.pem")};`)
    .replace(/server 127\.0\.0\.1:3000(.*;)/, (_line, rest) => upstreams.map((one) => `server ${one}${rest}`).join(" "))
    .replace("proxy_pass http://web;", `proxy_bind ${from}; proxy_pass http://web;`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${file(kind)};`)
    .join("\n");
  writeFileSync(
    file("nginx.conf"),
    `daemon off;\npid ${file("nginx.pid")};\n${process.getuid?.() === 0 ? "user root;" : ""}\nevents { worker_connections 4096; }\n` +
      `http {\naccess_log off;\n${folders}\n${server}}\n`,
  );
  return (log) =>
    spawn(program, ["-p", directory, "-c", file("nginx.conf"), "-e", log], {
      // A process group, so that it can be killed together with its workers.
      detached: true,
      stdio: ["ignore", "ignore", "ignore"],
    });
}

/**
 * Prepares PgBouncer with the documented configuration; without PgBouncer, a TCP proxy.
 *
 * @param url the URL of the database for the application.
 * @returns starts it; takes the path of its log
 */
export function prepareBouncer(
  directory: string,
  { url, port, connections }: { url: string; port: number; connections: number },
): (log: string) => ChildProcess {
  const { hostname, port: serverPort, username, password } = new URL(url);
  const program = onPath("pgbouncer", systemFolders);
  if (!program) return (log) => startSubstitute(log, ["--port", String(port), "--to", `${hostname}:${serverPort}`]);
  mkdirSync(directory, { recursive: true });
  const users = join(directory, "users.txt");
  const config = join(directory, "pgbouncer.ini");
  const documented = readFileSync(join(root, "docs/pgbouncer.ini"), "utf8");
  writeFileSync(users, `"${username}" "${password}"\n`);
  writeFileSync(
    config,
    documented
      .replace(/^waybill = .*$/m, `* = host=${hostname} port=${serverPort}`)
      .replace(/^listen_port = .*$/m, `listen_port = ${port}`)
      .replace(/^auth_file = .*$/m, `auth_file = ${users}`)
      .replace(/^default_pool_size = .*$/m, `default_pool_size = ${connections}\nunix_socket_dir =`),
  );
  // PgBouncer refuses to run as root, so another account must be able to read its files.
  chmodSync(directory, 0o755);
  const account = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  return (log) => {
    const file = openSync(log, "w");
    const child = spawn(program, [...account, config], { stdio: ["ignore", "ignore", file] });
    closeSync(file);
    return child;
  };
}
