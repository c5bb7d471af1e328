import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account.ts";
import { serverEnvironment } from "./environment.ts";
import { ClusterError } from "./error.ts";

/** Starts the server. @throws {ClusterError} with the end of its log */
export async function launch(
  executable: string,
  data: string,
  port: number,
  account: Account | undefined,
  parameters: Record<string, string> = {},
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...parameters,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A separate process group: Ctrl-C in a terminal reaches only this process, which stops the server last.
  const server = spawn(executable, ["-D", data, "-p", String(port), ...flags], {
    ...account,
    env: serverEnvironment(),
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  await new Promise<void>((ready, reject) => {
    const failed = () =>
      reject(
        new ClusterError(
          `Postgres did not start in ${data}. The end of its log:\n${log.split("\n").slice(-12).join("\n")}\n` +
            `If the cluster is broken: move ${data} away, or \`npm run db:reset\` (deletes all its data), and start again.`,
        ),
      );
    server.once("error", failed);
    server.once("exit", failed);
    server.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-8000);
      if (log.includes("database system is ready to accept connections")) ready();
    });
  });
  server.stderr?.removeAllListeners("data").resume();
  return server;
}

/** Stops the server in fast mode. */
export async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolveGone) => server.once("exit", resolveGone));
  server.kill("SIGINT");
  await gone;
}

/** Suspends a process and its children. @returns resumes them */
export function suspend({ pid = 0 }: ChildProcess): () => void {
  process.kill(pid, "SIGSTOP");
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  for (const child of children) process.kill(child, "SIGSTOP");
  return () => {
    for (const one of [...children, pid]) process.kill(one, "SIGCONT");
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isPostgres(pid: number): boolean {
  try {
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).includes("postgres");
  } catch {
    return false;
  }
}

/** Stops the server that a killed process left running in this folder. */
export async function stopLeftover(data: string, onProgress?: (message: string) => void) {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!pid || !isAlive(pid) || !isPostgres(pid)) return;
  onProgress?.(`Stopping the Postgres that an earlier run left behind (process ${pid})`);
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > 15_000) {
      throw new ClusterError(
        `An old Postgres (process ${pid}) still uses ${data} and does not stop. Stop it with: kill -QUIT ${pid}`,
      );
    }
    await sleep(50);
  }
}
