import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a command is run. */
export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** A folder of the project; the project's own when left out. */
  folder?: string;
}

/** Runs a command to its end, its output on ours. @returns its exit code */
export function run(
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Promise<number> {
  const child = spawn(command, args, { cwd: join(root, folder), env: withBinaries(env, folder), stdio: "inherit" });
  return ended(child);
}

/**
 * Becomes another command: it has this process's number, and is what signals reach. Where the system has no such thing, it
 * is run, signals are passed on, and this process ends as it does.
 *
 * @returns its exit code, where it was run.
 */
export async function become(
  command: string,
  args: string[],
  { env = process.env, folder = "." }: RunOptions = {},
): Promise<number> {
  const whole = withBinaries(env, folder);
  if (process.platform !== "win32" && process.execve && command === "node") {
    process.chdir(join(root, folder));
    process.execve(process.execPath, [process.execPath, ...args], whole);
  }
  const child = spawn(command, args, { cwd: join(root, folder), env: whole, stdio: "inherit" });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return ended(child);
}

/** Runs a command to its end and returns what it printed. */
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

/** A process that goes on until it is stopped. */
export interface Service {
  name: string;
  child: ChildProcess;
  exited: Promise<number>;
  /** Asks it to end, and resolves when it has; kills it after `graceSeconds`. */
  stop(graceSeconds?: number): Promise<void>;
}

/**
 * Starts a process that goes on. It gets a group of its own, so that Ctrl-C reaches us alone and the order of stopping
 * is ours, and a channel to us, so that it can tell when we are gone.
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
    // It has ended between the look and the signal.
  }
}

function withBinaries(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const own = [join(root, folder, "node_modules/.bin"), join(root, "node_modules/.bin")];
  // What Node has compiled once, the next process reads.
  const NODE_COMPILE_CACHE = join(root, "node_modules/.cache/node");
  return { NODE_COMPILE_CACHE, ...env, PATH: [...own, env.PATH].join(":") };
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
