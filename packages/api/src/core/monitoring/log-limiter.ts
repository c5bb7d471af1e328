/** Limits log lines per minute, and counts suppressed ones. */
export class LogLimiter {
  readonly #perMinute: number;
  readonly #now: () => number;
  #startedAt = Number.NEGATIVE_INFINITY;
  #written = 0;
  #suppressed = 0;

  /** @param now the time in milliseconds. */
  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Admits a line, with the number of suppressed lines before it; null to suppress it. */
  admit(): { suppressed: number } | null {
    if (this.#now() - this.#startedAt >= 60_000) {
      this.#startedAt = this.#now();
      this.#written = 0;
    }
    if (this.#written >= this.#perMinute) {
      this.#suppressed += 1;
      return null;
    }
    this.#written += 1;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return { suppressed };
  }
}
