import { vi } from "vitest";

/** The timeout of a wait without one of its own, in milliseconds. Vitest's own second is too short for a busy machine. */
const waitMs = 15_000;

const { waitFor } = vi;

vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: waitMs, ...options });
