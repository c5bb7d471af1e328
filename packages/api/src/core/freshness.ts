import type { Settings } from "@waybill/config";
import { sessions } from "@waybill/db/sessions";
import { type SQL, sql } from "drizzle-orm";
import { forbidden } from "./errors.ts";

/** For how many seconds a session's person has not proved who they are, as a column of a query on {@link sessions}. */
export const authenticationAge: SQL<number> = sql<number>`extract(epoch from now() - ${sessions.authenticatedAt})::int`;

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
