/** Limits log lines per minute, and counts those left out. */
export class LogLimiter {
  readonly #perMinute: number;
  readonly #now: () => number;
  #began = Number.NEGATIVE_INFINITY;
  #written = 0;
  #leftOut = 0;

  /** @param now the time in milliseconds. */
  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Admits a line, with the number of lines left out before it; null to leave it out. */
  admit(): { leftOut: number } | null {
    if (this.#now() - this.#began >= 60_000) {
      this.#began = this.#now();
      this.#written = 0;
    }
    if (this.#written >= this.#perMinute) {
      this.#leftOut += 1;
      return null;
    }
    this.#written += 1;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return { leftOut };
  }
}
