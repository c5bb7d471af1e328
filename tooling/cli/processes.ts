import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Options of a command. */
export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** A folder of the project; by default its root. */
  folder?: string;
}

/** Runs a command with inherited output. @returns its exit code */
export function run(
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Promise<number> {
  const child = spawn(command, args, { cwd: join(root, folder), env: withBinaries(env, folder), stdio: "inherit" });
  return ended(child);
}

/**
 * Replaces this process by another command, which keeps the process id and gets the signals. Where the system does not support
 * that, runs the command and passes signals on.
 *
 * @returns its exit code, if it was run.
 */
export async function replaceProcess(
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Promise<number> {
  const environment = withBinaries(env, folder);
  if (process.platform !== "win32" && process.execve && command === "node") {
    process.chdir(join(root, folder));
    process.execve(process.execPath, [process.execPath, ...args], environment);
  }
  const child = spawn(command, args, { cwd: join(root, folder), env: environment, stdio: "inherit" });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return ended(child);
}

/** Runs a command. @returns its output and exit code */
export async function capture(
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, {
    cwd: join(root, folder),
    env: withBinaries(env, folder),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { code: await ended(child), output };
}

/** A process that runs until it is stopped. */
export interface Service {
  name: string;
  child: ChildProcess;
  exited: Promise<number>;
  /** Stops it by SIGTERM, and by SIGKILL after `graceSeconds`. */
  stop(graceSeconds?: number): Promise<void>;
}

/**
 * Starts a long-running process in its own process group, so that Ctrl-C reaches only this process, which stops it in order. An IPC
 * channel tells it when this process has ended.
 */
export function startService(
  name: string,
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Service {
  const child = spawn(command, args, {
    cwd: join(root, folder),
    env: withBinaries(env, folder),
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = ended(child);
  return {
    name,
    child,
    exited,
    async stop(graceSeconds = 20) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signalGroup(child, "SIGTERM");
      const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // It has exited.
  }
}

function withBinaries(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const own = [join(root, folder, "node_modules/.bin"), join(root, "node_modules/.bin")];
  // Node's compile cache is shared.
  const NODE_COMPILE_CACHE = join(root, "node_modules/.cache/node");
  return { NODE_COMPILE_CACHE, ...env, PATH: [...own, env.PATH].join(":") };
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
