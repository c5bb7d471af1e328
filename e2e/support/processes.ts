import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The folder of the processes' logs. */
export const logs = join(root, ".artifacts/e2e-logs");

/** A free port. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address() as AddressInfo; // a TCP server's address is never a string
  await new Promise((closed) => probe.close(closed));
  return port;
}

/**
 * Starts a process of the project, with its output in a file of its name.
 *
 * @param folder its working folder in the project.
 * @param entry options of Node and the program.
 * @param into the folder of its log.
 */
export function startProcess(
  name: string,
  folder: string,
  entry: string | string[],
  env: NodeJS.ProcessEnv,
  into: string = logs,
): ChildProcess {
  const child = spawn(process.execPath, [entry].flat(), {
    cwd: join(root, folder),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(join(into, `${name}.log`));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  return child;
}

/** Stops a process by SIGTERM. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

/** Waits until a URL responds. @throws after three minutes */
export async function untilAnswering(url: string, logged: string = logs): Promise<void> {
  for (let tries = 0; tries < 720; tries += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(250);
  }
  throw new Error(`${url} did not respond within three minutes; see ${logged}`);
}
