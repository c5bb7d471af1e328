import type { TRPCError } from "@trpc/server";
import { passkeys, totpFactors, users } from "@waybill/db";
import { type SQL, sql } from "drizzle-orm";
import { forbidden } from "./errors.ts";

/**
 * Whether a person has a second factor, as a column of a query on {@link users}: an authenticator app, or a passkey. With
 * the tables' names written out: in a query of one table, Drizzle leaves them away.
 */
export const hasSecondFactor: SQL<boolean> = sql<boolean>`(
  exists (select from ${totpFactors} where ${totpFactors}.user_id = ${users}.id)
  or exists (select from ${passkeys} where ${passkeys}.user_id = ${users}.id))`;

/** The refusal of a tenant to let somebody in who has not proved a second factor. */
export function secondFactorRequired(tenant: string): TRPCError {
  return forbidden({
    code: "second_factor_required",
    message: `${tenant} requires a second factor.`,
    params: { tenant },
  });
}
