import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./processes.ts";
import { complain } from "./terminal.ts";

/** The pause before a process that has ended is started again, in seconds: the first, and the longest. */
const pauses = { first: 1, longest: 10 };
/** A process that ran for this long has started well, in seconds: the next pause is the first again. */
const steadySeconds = 60;

/** The pause before the next start, in seconds. @param before the one before; 0 where there was none */
export const nextPause = (before: number, ranSeconds: number): number =>
  before === 0 || ranSeconds >= steadySeconds ? pauses.first : Math.min(before * 2, pauses.longest);

/** Processes that are started again when they end. */
export class Supervisor {
  readonly #begin: readonly (() => Service)[];
  readonly #running = new Set<Service>();
  readonly #stopping = new AbortController();
  readonly #watches: Promise<void>[] = [];
  readonly #steady = Promise.withResolvers<void>();

  /** @param begin starts each of them. */
  constructor(begin: readonly (() => Service)[]) {
    this.#begin = begin;
  }

  /**
   * Starts them.
   *
   * @returns resolves with which one ended, where one does before {@link Supervisor.keep} is called: it would do so again.
   */
  start(): Promise<string> {
    const ended = this.#begin.map(async (begin) => {
      const service = this.#run(begin);
      const code = await service.exited;
      return `${service.name} ended with code ${code}`;
    });
    return Promise.race(ended);
  }

  /** From now on, has each that ends started again, and says so. */
  keep(): void {
    this.#steady.resolve();
  }

  /** Asks all to end, and resolves when they have. @param graceSeconds after which they are killed */
  async stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#running].map((service) => service.stop(graceSeconds)));
    this.#steady.resolve();
    await Promise.all(this.#watches);
  }

  #run(begin: () => Service): Service {
    const service = begin();
    this.#running.add(service);
    this.#watches.push(this.#watch(service, begin, 0, performance.now()));
    return service;
  }

  async #watch(first: Service, begin: () => Service, firstPause: number, since: number): Promise<void> {
    let service = first;
    let pause = firstPause;
    let startedAt = since;
    for (;;) {
      const code = await service.exited;
      this.#running.delete(service);
      await this.#steady.promise;
      if (this.#stopping.signal.aborted) return;
      pause = nextPause(pause, (performance.now() - startedAt) / 1000);
      complain(`${service.name} ended with code ${code}; its messages are above. It is started again in ${pause} s.`);
      await sleep(pause * 1000, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      startedAt = performance.now();
      service = begin();
      this.#running.add(service);
    }
  }
}
