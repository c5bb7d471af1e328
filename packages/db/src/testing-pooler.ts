import { spawn } from "node:child_process";
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@waybill/cluster";
import postgres from "postgres";

/** A pooler for tests. */
export interface TestPooler {
  /** PgBouncer, or the substitute in this file. */
  kind: "pgbouncer" | "node";
  /** The process id of the pooler. */
  pid: number;
  /** The URL of a database through the pooler. @param url the direct URL */
  through(url: string): string;
  stop(): Promise<void>;
}

/** Options of a test's pooler. */
export interface TestPoolerOptions {
  /** The direct URL of the database for the application. */
  url: string;
  /** Number of connections to the server. */
  connections: number;
  /** The pooling mode; `transaction` by default. */
  mode?: "session" | "transaction";
}

/**
 * Starts PgBouncer with the documented configuration (docs/pgbouncer.ini). If it is not installed, starts a substitute in Node that is
 * as strict as PgBouncer 1.18: it refuses start-up parameters and prepared statements.
 *
 * @param options.only forces the substitute.
 */
export async function startTestPooler(
  options: TestPoolerOptions,
  { only }: { only?: "node" } = {},
): Promise<TestPooler> {
  const command = only ? undefined : pgbouncer();
  const port = await freePort();
  const started = command ? await startPgBouncer(command, options, port) : await startNodePooler(options, port);
  return {
    ...started,
    through(url) {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${port}`;
      return changed.href;
    },
  };
}

function pgbouncer(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
  return folders
    .map((folder) => join(folder, "pgbouncer"))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function startPgBouncer(
  command: string,
  { url, connections, mode = "transaction" }: TestPoolerOptions,
  port: number,
) {
  const { hostname, port: serverPort, username, password } = new URL(url);
  const directory = mkdtempSync(join(tmpdir(), "waybill-pgbouncer-"));
  const users = join(directory, "users.txt");
  const documented = readFileSync(fileURLToPath(new URL("../../../docs/pgbouncer.ini", import.meta.url)), "utf8");
  const config = documented
    .replace(/^waybill = .*$/m, `* = host=${hostname} port=${serverPort}`)
    .replace(/^listen_port = .*$/m, `listen_port = ${port}`)
    .replace(/^auth_file = .*$/m, `auth_file = ${users}`)
    .replace(/^pool_mode = .*$/m, `pool_mode = ${mode}`)
    .replace(/^default_pool_size = .*$/m, `default_pool_size = ${connections}\nunix_socket_dir =`);
  writeFileSync(users, `"${username}" "${password}"\n`);
  writeFileSync(join(directory, "pgbouncer.ini"), config);
  // PgBouncer refuses to run as root, so another account must be able to read its files.
  const account = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  chmodSync(directory, 0o755);
  const child = spawn(command, [...account, join(directory, "pgbouncer.ini")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer did not start:\n${log}`);
    await sleep(20);
  }
  return {
    kind: "pgbouncer" as const,
    pid: child.pid ?? 0,
    async stop() {
      // Immediately: SIGINT waits for clients.
      child.kill("SIGTERM");
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    }).once("error", () => resolve(false));
  });
}

/** The start-up parameters that PgBouncer supports. */
const startupParameters = new Set([
  ...["user", "database", "application_name", "client_encoding"],
  ...["DateStyle", "TimeZone", "standard_conforming_strings"],
]);

/** A message of the protocol: type, length including itself, content. */
const message = (type: string, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const refusal = (text: string) => message("E", "SFATAL", "VFATAL", "C08P01", `M${text}`, Buffer.from([0]));

/** Splits received bytes into complete messages. @param headed whether the first one has a type */
function messagesOf(onMessage: (message: Buffer, type: string) => void, headed = true): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let at = headed ? 1 : 0;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= at + 4 && rest.length >= at + rest.readInt32BE(at)) {
      const end = at + rest.readInt32BE(at);
      const whole = rest.subarray(0, end);
      rest = rest.subarray(end);
      const type =
        at === 1 ? String.fromCharCode(whole[0] ?? 0) : whole.readInt32BE(4) === 80_877_103 ? "ssl" : "start";
      if (type === "start") at = 1;
      onMessage(whole, type);
    }
  };
}

/** A connection to the server, used by one client at a time for a transaction. */
interface ServerConnection {
  socket: Socket;
  client: Socket | null;
  /** Number of pending answers that end with the state of the transaction. */
  owed: number;
}

async function startNodePooler({ url, connections, mode }: TestPoolerOptions, port: number) {
  const free: ServerConnection[] = [];
  const waiting: ((server: ServerConnection) => void)[] = [];
  const sockets = new Set<Socket>();
  const give = (server: ServerConnection) => {
    server.client = null;
    const next = waiting.shift();
    if (next) next(server);
    else free.push(server);
  };
  const open = async () => {
    // The driver signs in; afterwards the socket is used directly.
    const socket = connect(Number(new URL(url).port), new URL(url).hostname);
    await new Promise((resolve) => socket.once("connect", resolve));
    const driver = postgres(url, { max: 1, fetch_types: false, socket: () => socket } as object);
    await driver.unsafe("select 1");
    socket.removeAllListeners();
    sockets.add(socket.setNoDelay().on("error", () => {}));
    const server: ServerConnection = { socket, client: null, owed: 0 };
    const read = messagesOf((whole, type) => {
      server.client?.write(whole);
      if (type !== "Z") return;
      server.owed -= 1;
      if (mode !== "session" && server.owed === 0 && whole[5] === "I".charCodeAt(0)) give(server);
    });
    socket.on("data", read);
    give(server);
  };
  await Promise.all(Array.from({ length: connections }, open));

  const listener = createServer((client) => {
    sockets.add(client.setNoDelay());
    let server: ServerConnection | null = null;
    const held: Buffer[] = [];
    const forward = (to: ServerConnection, whole: Buffer, type: string) => {
      if (type === "Q" || type === "S") to.owed += 1;
      to.socket.write(whole);
    };
    const types: string[] = [];
    const attach = (given: ServerConnection) => {
      server = given;
      given.client = client;
      for (const whole of held.splice(0)) forward(given, whole, types.shift() ?? "");
    };
    let asking = false;
    client.on(
      "data",
      messagesOf((whole, type) => {
        if (type === "ssl") client.write("N");
        else if (type === "start") greet(client, whole);
        else if (type === "P" && whole[5] !== 0 && mode !== "session")
          client.end(refusal("prepared statements are not supported"));
        else if (type === "X") client.end();
        else if (server?.client === client) forward(server, whole, type);
        else {
          held.push(whole);
          types.push(type);
          if (asking) return;
          asking = true;
          const next = (given: ServerConnection) => {
            asking = false;
            if (client.destroyed) give(given);
            else attach(given);
          };
          const idle = free.pop();
          if (idle) next(idle);
          else waiting.push(next);
        }
      }, false),
    );
    client.on("error", () => {});
    client.on("close", () => {
      sockets.delete(client);
      // The server's open transaction ends with the connection.
      if (server?.client !== client) return;
      server.client = null;
      server.socket.destroy();
      void open();
    });
  });
  await new Promise<void>((listening) => listener.listen(port, "127.0.0.1", listening));
  return {
    kind: "node" as const,
    pid: process.pid,
    async stop() {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const socket of sockets) socket.removeAllListeners("close").destroy();
      await closed;
    },
  };
}

/** Accepts a client without unsupported start-up parameters. */
function greet(client: Socket, start: Buffer): void {
  const words = start.subarray(8).toString().split("\0");
  const names = words.filter((word, index) => index % 2 === 0 && word !== "");
  const unknown = names.find((name) => !startupParameters.has(name));
  if (unknown) client.end(refusal(`unsupported startup parameter: ${unknown}`));
  else {
    client.write(
      Buffer.concat([
        message("R", Buffer.alloc(4)),
        message("S", "client_encoding", "UTF8"),
        message("K", Buffer.alloc(8)),
        message("Z", Buffer.from("I")),
      ]),
    );
  }
}
