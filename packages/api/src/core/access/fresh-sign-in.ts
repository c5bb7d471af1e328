import type { Settings } from "@waybill/config";
import { forbidden } from "../errors.ts";

/**
 * Requires a fresh sign-in, for lasting changes of rights: an open or stolen session is not enough. The browser asks the
 * user and repeats the call.
 *
 * @param age seconds since the last proof of identity.
 * @throws FORBIDDEN with the issue `reauthenticate`
 */
export function requireFreshSignIn(age: number, { AUTH_FRESH_MINUTES }: Pick<Settings, "AUTH_FRESH_MINUTES">): void {
  if (age <= AUTH_FRESH_MINUTES * 60) return;
  throw forbidden({ code: "reauthenticate", message: "Confirm your identity first." });
}
