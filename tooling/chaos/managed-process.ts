import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Delay before a restart, in milliseconds. */
const pauseMs = 1000;

/** Time to exit after SIGTERM before SIGKILL, in milliseconds. */
const graceMs = 60_000;

/** A process that is restarted whenever it exits, like a service manager does. */
export class ManagedProcess {
  readonly name: string;
  readonly #start: (generation: number) => ChildProcess;
  readonly #stopping = new AbortController();
  #child: ChildProcess;
  #generation = 1;
  readonly #watch: Promise<void>;
  /** Codes and signals of its exits. */
  readonly exits: string[] = [];

  /** @param start starts the process; its argument counts the starts from 1. */
  constructor(name: string, start: (generation: number) => ChildProcess) {
    this.name = name;
    this.#start = start;
    this.#child = start(1);
    this.#watch = this.#restartOnExit();
  }

  /** Sends a signal to the running process. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Kills it by SIGKILL; nginx together with its workers. */
  kill(): void {
    const { pid, spawnargs } = this.#child;
    try {
      // The workers of nginx would continue.
      if (pid && spawnargs[0]?.endsWith("nginx")) process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {
      // It has exited.
    }
  }

  /** Stops it by SIGTERM, as in a deployment; it is restarted. Resolves when it has exited. */
  async replace(): Promise<void> {
    await endOf(this.#child);
  }

  /** Stops it permanently. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await endOf(this.#child);
    await this.#watch;
  }

  async #restartOnExit(): Promise<void> {
    for (;;) {
      const child = this.#child;
      await exitOf(child);
      this.exits.push(child.signalCode ?? `code ${child.exitCode}`);
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      this.#generation += 1;
      this.#child = this.#start(this.#generation);
    }
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(child)) resolve();
    else child.once("exit", () => resolve());
  });
}

async function endOf(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = exitOf(child);
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
}
