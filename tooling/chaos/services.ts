import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { onPath } from "../../e2e/support/browser.ts";
import { root } from "../cli/processes.ts";
import { Explained } from "../cli/terminal.ts";

const systemFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];

function commandOf(name: string): string {
  const command = onPath(name, systemFolders);
  if (!command) throw new Explained(`There is no ${name} on this machine: apt-get install ${name}, and try again.`);
  return command;
}

/** Refuses where a program is missing. */
export function requireServices(): void {
  for (const name of ["nginx", "pgbouncer"]) commandOf(name);
}

/**
 * Prepares nginx with the documented configuration, in front of several web processes.
 *
 * @param options.upstreams where they listen. @param options.from the address that they are called from
 * @returns starts it, with a file for its log
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
  const server = readFileSync(join(root, "docs/nginx.conf"), "utf8")
    .replace("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("desk.example.com", name)
    .replace(/ssl_certificate_key .*/, `ssl_certificate_key ${file("key.pem")};`)
    .replace(/ssl_certificate .*/, `ssl_certificate ${file("cert.pem")};`)
    .replace("proxy_pass http://127.0.0.1:3000;", `proxy_bind ${from}; proxy_pass http://web;`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${file(kind)};`)
    .join("\n");
  // One that was refused is asked again with the next request: by default it is left out for 10 s, in which a deployment
  // replaces the other one.
  const servers = upstreams.map((one) => `server ${one} max_fails=0;`).join(" ");
  writeFileSync(
    file("nginx.conf"),
    `daemon off;\npid ${file("nginx.pid")};\n${process.getuid?.() === 0 ? "user root;" : ""}\nevents { worker_connections 4096; }\n` +
      `http {\naccess_log off;\n${folders}\nupstream web { ${servers} }\n${server}}\n`,
  );
  return (log) =>
    spawn(commandOf("nginx"), ["-p", directory, "-c", file("nginx.conf"), "-e", log], {
      // A group of its own, so that it can be killed with its workers.
      detached: true,
      stdio: ["ignore", "ignore", "ignore"],
    });
}

/**
 * Prepares PgBouncer with the documented configuration.
 *
 * @param url the application's address of the database.
 * @returns starts it, with a file for its log
 */
export function prepareBouncer(
  directory: string,
  { url, port, connections }: { url: string; port: number; connections: number },
): (log: string) => ChildProcess {
  const { hostname, port: serverPort, username, password } = new URL(url);
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
  // PgBouncer refuses to be root; whom it runs as has to reach its files.
  chmodSync(directory, 0o755);
  const account = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  return (log) => {
    const file = openSync(log, "w");
    const child = spawn(commandOf("pgbouncer"), [...account, config], { stdio: ["ignore", "ignore", file] });
    closeSync(file);
    return child;
  };
}
