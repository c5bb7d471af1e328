/** How many jobs of a kind a tenant may queue each second before its further ones count as later. */
const jobsPerSecond = 20;
/** The start of the count, so that it fits the queue's 32 bits until 2094. */
const epoch = Date.UTC(2026, 0, 1) / 1000;
/** The fewest clocks at which those that are not ahead of time are removed. */
const fewestClocks = 10_000;

/**
 * The order in which waiting jobs start, fair between tenants. Each job gets the second at which its tenant's clock stands. The
 * clock follows time, and each job moves it on, so the jobs of a burst are spread over the seconds that follow, and jobs
 * of other tenants that come in those seconds start first. No job waits for ever: after its second, no later job starts before it.
 *
 * Source: L. Zhang, "VirtualClock: A New Traffic Control Algorithm for Packet Switching Networks", 1990. Each process has its own
 * clocks, so a tenant's share grows with the number of processes that it uses.
 */
export class FairOrder {
  readonly #now: () => number;
  /** By job type and tenant: when the next job counts as queued, in shares of a second. */
  readonly #clocks = new Map<string, number>();
  #mostClocks = fewestClocks;

  /** @param now the time, in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * The priority of a new job; a higher one starts first.
   *
   * @param name the job type
   * @param tenantId null for jobs of the installation
   * @param delaySeconds how long the job must wait; it then counts as queued at the end of the delay
   */
  next(name: string, tenantId: string | null, delaySeconds = 0): number {
    const now = this.#now() / 1000;
    if (delaySeconds > 0) return priorityAt(now + delaySeconds);
    const share = Math.floor(now * jobsPerSecond);
    const key = `${name} ${tenantId}`;
    const at = Math.max(share, this.#clocks.get(key) ?? 0);
    if (this.#clocks.size >= this.#mostClocks) this.#removeUntil(share);
    this.#clocks.set(key, at + 1);
    return priorityAt(at / jobsPerSecond);
  }

  #removeUntil(share: number): void {
    for (const [key, at] of this.#clocks) if (at <= share) this.#clocks.delete(key);
    this.#mostClocks = Math.max(fewestClocks, this.#clocks.size * 2);
  }
}

function priorityAt(seconds: number): number {
  return epoch - Math.floor(seconds);
}
