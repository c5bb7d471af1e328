/** Pending answers of open and opening connections. */
const watched = new Set<PendingAnswers>();
let watching: NodeJS.Timeout | undefined;

/** Interval of the watch, in milliseconds. */
const watchMs = 250;
/** Number of checks so far: a clock that is cheap to read with every statement. */
let checks = 0;

/** The answers that a connection waits for, each with the timeout of its statement. */
export class PendingAnswers {
  /** Timeouts of the pending statements, in order. */
  readonly #limits: number[] = [];
  /** In units of {@link checks}. */
  #waitingSince = 0;
  readonly #late: (waitedMs: number) => void;

  /** @param late called if an answer does not come in time */
  constructor(late: (waitedMs: number) => void) {
    this.#late = late;
  }

  /** Begins to check the timeouts. */
  watch(): void {
    watched.add(this);
    watching ??= setInterval(() => {
      // Data that arrived while the process was busy is read first.
      setImmediate(() => {
        checks += 1;
        for (const one of watched) one.#check();
      });
    }, watchMs).unref();
  }

  /** Ends the checks. */
  unwatch(): void {
    watched.delete(this);
    if (watched.size > 0) return;
    clearInterval(watching);
    watching = undefined;
  }

  /** The time for which the connection has waited for an answer, in milliseconds; 0 if none is pending. */
  get silentMs(): number {
    return this.#limits.length > 0 ? (checks - this.#waitingSince) * watchMs : 0;
  }

  /** Starts the timeout of a statement. @param limit milliseconds, counted from the answer before it */
  expect(limit: number): void {
    if (this.#limits.length === 0) this.#waitingSince = checks;
    this.#limits.push(limit);
  }

  /** Ends the timeout of the first pending statement. */
  readonly answered = (): void => {
    this.#limits.shift();
    this.#waitingSince = checks;
  };

  #check(): void {
    const [limit] = this.#limits;
    const waitedMs = this.silentMs;
    if (limit !== undefined && waitedMs > limit) this.#late(waitedMs);
  }
}
