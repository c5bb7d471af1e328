import { places } from "@waybill/db/places";
import { countryCodes } from "@waybill/validators";
import { needsPostcode } from "@waybill/validators/places";
import { type SQL, sql } from "drizzle-orm";

// One constant instead of one per country: Citus plans and sends it in each statement.
const withoutPostcode = sql.raw(`'{${countryCodes.filter((code) => !needsPostcode(code)).join()}}'::text[]`);

/** Whether a place lacks a street, or a postcode that its country needs. */
export const incompleteAddress: SQL = sql`(${places.line1} is null
  or (${places.postcode} is null and ${places.country} <> all (${withoutPostcode})))`;
