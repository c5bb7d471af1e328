/** The maximum time between two keys of a scanner, in milliseconds. No one types a whole code that fast. */
export const scannerMs = 35;
/** The minimum length of a code. */
const minKeys = 4;

/** A key event of the browser. */
export interface Key {
  key: string;
  /** The time of the event, in milliseconds. */
  timeStamp: number;
}

/** The meaning of a key: part of a code, the end of a code, or neither. */
export type Reading = { kind: "key"; first: boolean } | { kind: "scanned"; code: string } | { kind: "none" };

/**
 * Distinguishes a barcode scanner, which types a code and Enter, from a person: each of its keys comes within 35 ms of the one
 * before. A single slower key means a person.
 */
export class ScanReader {
  #code = "";
  #at = Number.NEGATIVE_INFINITY;

  /** Reads the next key. With `first`, a code may begin with it. */
  read({ key, timeStamp }: Key): Reading {
    // Held down for the following characters.
    if (key === "Shift" || key === "CapsLock") return { kind: "none" };
    const fast = timeStamp - this.#at < scannerMs;
    this.#at = timeStamp;
    if (!fast) this.#code = "";
    if (key === "Enter") {
      const code = this.#code;
      this.#code = "";
      return code.length >= minKeys ? { kind: "scanned", code } : { kind: "none" };
    }
    if ([...key].length !== 1) {
      this.forget();
      return { kind: "none" };
    }
    this.#code += key;
    return { kind: "key", first: this.#code === key };
  }

  /** Discards the keys so far. */
  forget(): void {
    this.#code = "";
    this.#at = Number.NEGATIVE_INFINITY;
  }
}
