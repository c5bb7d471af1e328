import { passkeys, totpFactors } from "@waybill/db/factors";
import { users } from "@waybill/db/users";
import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a person has a second factor, as a column of a query on {@link users}: an authenticator app, or a passkey. With
 * the tables' names written out: in a query of one table, Drizzle leaves them away.
 */
export const hasSecondFactor: SQL<boolean> = sql<boolean>`(
  exists (select from ${totpFactors} where ${totpFactors}.user_id = ${users}.id)
  or exists (select from ${passkeys} where ${passkeys}.user_id = ${users}.id))`;
