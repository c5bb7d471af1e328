import type { Settings } from "@waybill/config";
import type { AdmissionLimits } from "./admission.ts";
import type { Refusal } from "./refusal.ts";

type WorkSettings = Pick<
  Settings,
  "WORK_IN_FLIGHT" | "WORK_PER_ADDRESS" | "WORK_PER_SESSION" | "WORK_PER_TENANT" | "WORK_WAITING" | "REQUEST_SECONDS"
>;

/** Limits of calls and pages: short work for the process and the database. */
export const workLimits = (config: WorkSettings): AdmissionLimits => ({
  total: config.WORK_IN_FLIGHT,
  perNetwork: config.WORK_PER_ADDRESS,
  perSession: config.WORK_PER_SESSION,
  perTenant: config.WORK_PER_TENANT,
  unverifiedPerNetwork: Math.ceil(config.WORK_PER_ADDRESS / 2),
  unverified: Math.ceil(config.WORK_IN_FLIGHT / 2),
  ...waiting(config),
});

/** Limits of transfers: files, and bodies of calls. They are slow with a slow client, and cheap. */
export const transferLimits = (config: WorkSettings): AdmissionLimits => ({
  total: 256,
  perNetwork: 64,
  perSession: 8,
  perTenant: 64,
  unverifiedPerNetwork: 32,
  unverified: 128,
  ...waiting(config),
});

/** The part of `REQUEST_SECONDS` that a request may wait for one slot. A call with a body needs two slots. */
const shareOfWaiting = 0.25;

const waiting = ({ WORK_WAITING, REQUEST_SECONDS }: WorkSettings) => ({
  waitMs: REQUEST_SECONDS * 1000 * shareOfWaiting,
  waitingPerSession: WORK_WAITING,
  waitingPerNetwork: 5 * WORK_WAITING,
  waitingUnverified: 5 * WORK_WAITING,
  waiting: 10 * WORK_WAITING,
});

/**
 * Too many concurrent requests. Headers: draft-ietf-httpapi-ratelimit-headers.
 *
 * @param quota the number of concurrent requests.
 * @param seconds the time before a retry.
 */
export const tooMany = (policy: "work" | "live" | "files", quota: number, seconds: number): Refusal => ({
  status: 429,
  code: "TOO_MANY_REQUESTS",
  message: `Too many requests at once. Try again in ${seconds} seconds.`,
  headers: {
    "retry-after": String(seconds),
    ratelimit: `"${policy}";r=0;t=${seconds}`,
    "ratelimit-policy": `"${policy}";q=${quota};qu="concurrent-requests"`,
  },
});

/** The time before a retry after a timeout, in seconds. */
const retrySeconds = 2;

/** A request that got no slot in time: nothing was started. @param message the reason, for people */
export const serviceBusy = (message: string): Refusal => ({
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message,
  headers: { "retry-after": String(retrySeconds) },
});

/** A request that was started and not answered in time: it may still complete. */
export const unanswered = serviceBusy("This takes too long. Check whether your change was saved before you try again.");
