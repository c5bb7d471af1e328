/** The longest that a scanner takes from one key to the next, in milliseconds. Nobody types a whole code that fast. */
export const scannerMs = 35;
/** The fewest characters of a code. */
const shortest = 4;

/** One key, as the browser tells of it. */
export interface Key {
  key: string;
  /** When it was pressed, in milliseconds, by the clock of events. */
  timeStamp: number;
}

/** What a key is: one of a code, the end of one, or none of either. */
export type Reading = { kind: "key"; first: boolean } | { kind: "scanned"; code: string } | { kind: "none" };

/**
 * Tells a barcode scanner, which types a code and Enter, from a person: every key of it comes within 35 ms of the one
 * before. One slow key, and it was a person.
 */
export class ScanReader {
  #code = "";
  #at = Number.NEGATIVE_INFINITY;

  /** Reads the next key. `first` says that a code may begin with it. */
  read({ key, timeStamp }: Key): Reading {
    // It is held down for the characters after it.
    if (key === "Shift" || key === "CapsLock") return { kind: "none" };
    const fast = timeStamp - this.#at < scannerMs;
    this.#at = timeStamp;
    if (!fast) this.#code = "";
    if (key === "Enter") {
      const code = this.#code;
      this.#code = "";
      return code.length >= shortest ? { kind: "scanned", code } : { kind: "none" };
    }
    if ([...key].length !== 1) {
      this.forget();
      return { kind: "none" };
    }
    this.#code += key;
    return { kind: "key", first: this.#code === key };
  }

  /** Forgets what came so far: it was no code. */
  forget(): void {
    this.#code = "";
    this.#at = Number.NEGATIVE_INFINITY;
  }
}
