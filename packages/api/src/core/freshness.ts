import type { Settings } from "@waybill/config";
import { forbidden } from "./errors.ts";

/**
 * Lets only those on who have proved lately who they are: a session that somebody finds open, or has stolen, is not
 * enough for what gives lasting power. The browser asks, and calls again.
 *
 * @param age seconds since the proof.
 * @throws FORBIDDEN with the issue `reauthenticate`
 */
export function requireFresh(age: number, { AUTH_FRESH_MINUTES }: Pick<Settings, "AUTH_FRESH_MINUTES">): void {
  if (age <= AUTH_FRESH_MINUTES * 60) return;
  throw forbidden({ code: "reauthenticate", message: "Confirm first that it is you." });
}
