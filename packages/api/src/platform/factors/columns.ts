import { passkeys, totpFactors } from "@waybill/db/factors";
import { users } from "@waybill/db/users";
import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a person has a second factor (authenticator app or passkey), as a column of a query on {@link users}. With
 * explicit table names, since Drizzle omits them in queries of one table.
 */
export const hasSecondFactor: SQL<boolean> = sql<boolean>`(
  exists (select from ${totpFactors} where ${totpFactors}.user_id = ${users}.id)
  or exists (select from ${passkeys} where ${passkeys}.user_id = ${users}.id))`;
