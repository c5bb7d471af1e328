import type { LogLimiter } from "@waybill/api";
import { api } from "./api.ts";
import { app } from "./app.ts";

// The log of requests that the sign-in library handles. It reports all errors alike, and most come from malformed
// requests: its reports are warnings. Errors of own code are logged as errors, where they are thrown.

/** Runs own code inside of the library's handlers, and logs its errors. */
export async function logFailures<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    app().log.error({ err: error }, "signing in failed");
    throw error;
  }
}

let limiter: LogLimiter | undefined;

/** Logs an error that the library reports, at most 30 in a minute. */
export function logReport(error: Error): void {
  limiter ??= new (api().LogLimiter)(30);
  const admitted = limiter.admit();
  if (admitted) app().log.warn({ err: error, ...admitted }, "a request to sign in was refused");
}
