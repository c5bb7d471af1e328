import { Secret, TOTP } from "otpauth";

/** The length of a step, in milliseconds. */
const stepMs = 30_000;
/** The shortest rest of a step in which a code is made, in milliseconds. */
const marginMs = 2000;

/**
 * The code of an authenticator app. Codes work once and in order, so tests advance by steps. If the current step is about to
 * end, it waits for the next one: the server, which accepts codes one step away, must see the same step.
 *
 * @param secret in Base32.
 * @param steps how many steps away from now.
 */
export function codeOf(secret: string, steps = 0): string {
  const restMs = stepMs - (Date.now() % stepMs);
  if (restMs < marginMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, restMs);
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * stepMs });
}
