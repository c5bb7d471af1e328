import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The pause before a process that has ended is started again, in milliseconds. */
const pauseMs = 1000;

/** How long a process may take to end after SIGTERM, in milliseconds. */
const graceMs = 60_000;

/** A process that is started again whenever it ends, as a service manager does. */
export class Keeper {
  readonly name: string;
  readonly #start: (generation: number) => ChildProcess;
  readonly #stopping = new AbortController();
  #child: ChildProcess;
  #generation = 1;
  readonly #watch: Promise<void>;
  /** How it has ended so far: codes and signals. */
  readonly ends: string[] = [];

  /** @param start starts it; the number counts its starts, from 1. */
  constructor(name: string, start: (generation: number) => ChildProcess) {
    this.name = name;
    this.#start = start;
    this.#child = start(1);
    this.#watch = this.#keep();
  }

  /** Sends a signal to the process that runs now. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Kills it and what it has started in its group, by SIGKILL. */
  kill(): void {
    const { pid, spawnargs } = this.#child;
    try {
      // nginx has workers of its own, which would go on.
      if (pid && spawnargs[0]?.endsWith("nginx")) process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }

  /** Has it end by SIGTERM, as a deployment does; it is started again. Resolves when it has ended. */
  async roll(): Promise<void> {
    await endOf(this.#child);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await endOf(this.#child);
    await this.#watch;
  }

  async #keep(): Promise<void> {
    for (;;) {
      const child = this.#child;
      await exitOf(child);
      this.ends.push(child.signalCode ?? `code ${child.exitCode}`);
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
