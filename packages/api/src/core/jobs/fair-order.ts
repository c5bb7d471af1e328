/** The number of jobs of a type per second above which a tenant's further ones count as later. */
const jobsPerSecond = 20;
/** The start of the count, so that it fits the queue's 32 bits until 2094. */
const epoch = Date.UTC(2026, 0, 1) / 1000;
/** How far a clock may be ahead of time, in seconds. Jobs of a larger burst have its last second. */
const maxLeadSeconds = 600;
/** The time is set back if it is earlier than before by more than this, in seconds. */
const setBackSeconds = 1;
/** The number of clocks from which on those that are not ahead of time are removed. */
const minClocks = 10_000;

/**
 * The order in which waiting jobs start, fair between tenants. Each job gets the second at which its tenant's clock stands. The
 * clock follows time, and each job moves it on, so the jobs of a burst are spread over the seconds that follow, and jobs
 * of other tenants that come in those seconds start first. No job waits forever: after its second, no later job starts before
 * it.
 *
 * Source: L. Zhang, "VirtualClock: A New Traffic Control Algorithm for Packet Switching Networks", 1990. Each process has its own
 * clocks, so a tenant's share grows with the number of processes that it uses.
 */
export class FairOrder {
  readonly #now: () => number;
  /** By job type, tenant and delay: when the next job counts as queued, in shares of a second. */
  readonly #clocks = new Map<string, number>();
  #maxClocks = minClocks;
  #last = 0;

  /** @param now the time, in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Number of clocks that are kept. */
  get size(): number {
    return this.#clocks.size;
  }

  /**
   * The priority of a new job; a higher one starts first.
   *
   * @param name the job type
   * @param tenantId null for jobs of the installation
   * @param delaySeconds how long the job must wait; it then counts as queued at the end of the delay
   */
  next(name: string, tenantId: string | null, delaySeconds = 0): number {
    const now = Math.floor((this.#now() / 1000) * jobsPerSecond);
    if (now < this.#last - setBackSeconds * jobsPerSecond) this.#clocks.clear();
    this.#last = now;
    if (this.#clocks.size >= this.#maxClocks) this.#removeUntil(now);
    const due = now + Math.floor(delaySeconds * jobsPerSecond);
    const key = `${name} ${tenantId} ${delaySeconds}`;
    const at = Math.min(Math.max(due, this.#clocks.get(key) ?? 0), due + maxLeadSeconds * jobsPerSecond);
    this.#clocks.set(key, at + 1);
    return epoch - Math.floor(at / jobsPerSecond);
  }

  /** Removes the clocks that are not ahead of time. */
  #removeUntil(now: number): void {
    for (const [key, at] of this.#clocks) if (at <= now) this.#clocks.delete(key);
    this.#maxClocks = Math.max(minClocks, this.#clocks.size * 2);
  }
}
