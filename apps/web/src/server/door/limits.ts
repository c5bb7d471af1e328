import type { Settings } from "@waybill/config";
import type { GateLimits } from "./gate.ts";
import type { Refusal } from "./refusal.ts";

/** The most calls that one request may carry. The browser splits what is more. */
export const maxBatch = 20;

type WorkSettings = Pick<
  Settings,
  "WORK_IN_FLIGHT" | "WORK_PER_ADDRESS" | "WORK_PER_SESSION" | "WORK_PER_TENANT" | "WORK_WAITING" | "REQUEST_SECONDS"
>;

/** Calls and pages: short, and each costs the process and the database something. */
export const workLimits = (config: WorkSettings): GateLimits => ({
  total: config.WORK_IN_FLIGHT,
  perNetwork: config.WORK_PER_ADDRESS,
  perSession: config.WORK_PER_SESSION,
  perTenant: config.WORK_PER_TENANT,
  strangersPerNetwork: Math.ceil(config.WORK_PER_ADDRESS / 2),
  strangers: Math.ceil(config.WORK_IN_FLIGHT / 2),
  ...waiting(config),
});

/** Files on their way, and bodies of calls that are still arriving: as long as the client's line makes them, and cheap. */
export const transferLimits = (config: WorkSettings): GateLimits => ({
  total: 256,
  perNetwork: 64,
  perSession: 8,
  perTenant: 64,
  strangersPerNetwork: 32,
  strangers: 128,
  ...waiting(config),
});

/** The share of a request's time that it may spend waiting for one turn: a call with a body waits for two. */
const shareOfWaiting = 0.25;

const waiting = ({ WORK_WAITING, REQUEST_SECONDS }: WorkSettings) => ({
  waitMs: REQUEST_SECONDS * 1000 * shareOfWaiting,
  waitingPerSession: WORK_WAITING,
  waitingPerNetwork: 5 * WORK_WAITING,
  waitingStrangers: 5 * WORK_WAITING,
  waiting: 10 * WORK_WAITING,
});

/**
 * Too many at a time. The headers are those of draft-ietf-httpapi-ratelimit-headers.
 *
 * @param quota how many are allowed at a time.
 * @param seconds when it is worth trying again.
 */
export const tooMany = (policy: "work" | "live" | "files", quota: number, seconds: number): Refusal => ({
  status: 429,
  code: "TOO_MANY_REQUESTS",
  message: `Too many requests at a time. Try again in ${seconds} seconds.`,
  headers: {
    "retry-after": String(seconds),
    ratelimit: `"${policy}";r=0;t=${seconds}`,
    "ratelimit-policy": `"${policy}";q=${quota};qu="concurrent-requests"`,
  },
});

/** When it is worth trying again what could not be done in time, in seconds. */
const laterSeconds = 2;

/** What waited too long for its turn: nothing of it was begun. @param message why, for people */
export const overdue = (message: string): Refusal => ({
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message,
  headers: { "retry-after": String(laterSeconds) },
});

/** What was begun and not answered in time: it may be done yet. */
export const unanswered = overdue("This takes too long. Look whether your change is there before you try again.");
