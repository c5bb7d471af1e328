import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./processes.ts";
import { complain } from "./terminal.ts";

/** The delay before a restart in seconds: the first and the longest. */
const delays = { first: 1, longest: 10 };
/** After a run of this many seconds, the delay starts again with the first. */
const stableSeconds = 60;

/** The delay before the next restart, in seconds. @param previous the previous delay, or 0 */
export const nextDelay = (previous: number, ranSeconds: number): number =>
  previous === 0 || ranSeconds >= stableSeconds ? delays.first : Math.min(previous * 2, delays.longest);

/** Restarts processes that exit. */
export class Supervisor {
  readonly #starts: readonly (() => Service)[];
  readonly #running = new Set<Service>();
  readonly #stopping = new AbortController();
  readonly #watches: Promise<void>[] = [];
  readonly #started = Promise.withResolvers<void>();

  /** @param starts one start function per process */
  constructor(starts: readonly (() => Service)[]) {
    this.#starts = starts;
  }

  /**
   * Starts them.
   *
   * @returns resolves with a sentence if one exits before {@link Supervisor.keep} is called; it is not restarted.
   */
  start(): Promise<string> {
    const ended = this.#starts.map(async (start) => {
      const service = this.#run(start);
      const code = await service.exited;
      return `${service.name} exited with code ${code}`;
    });
    return Promise.race(ended);
  }

  /** From now on restarts and reports each process that exits. */
  keep(): void {
    this.#started.resolve();
  }

  /** Stops all. @param graceSeconds the time before they are killed */
  async stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#running].map((service) => service.stop(graceSeconds)));
    this.#started.resolve();
    await Promise.all(this.#watches);
  }

  #run(start: () => Service): Service {
    const service = start();
    this.#running.add(service);
    this.#watches.push(this.#watch(service, start, 0, performance.now()));
    return service;
  }

  async #watch(first: Service, start: () => Service, firstDelay: number, since: number): Promise<void> {
    let service = first;
    let delay = firstDelay;
    let startedAt = since;
    for (;;) {
      const code = await service.exited;
      this.#running.delete(service);
      await this.#started.promise;
      if (this.#stopping.signal.aborted) return;
      delay = nextDelay(delay, (performance.now() - startedAt) / 1000);
      complain(`${service.name} exited with code ${code}; its output is above. Restarting in ${delay} s.`);
      await sleep(delay * 1000, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      startedAt = performance.now();
      service = start();
      this.#running.add(service);
    }
  }
}
