import { searchWords } from "@waybill/db/search";
import { type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";

/** The maximum number of records with the longest part of a code. */
const maxCandidates = 100;

/**
 * SQL of the ids of records that may have a code in another case: those with its longest part as a word, or with the code
 * at the end of a number. The caller compares the whole code.
 *
 * @param kind the kind of the records, as their `Searched` names it.
 */
export const candidatesByCode = ({ tenant }: Pick<TenantContext, "tenant">, kind: string, code: string): SQL => sql`
  select ${searchWords.thingId} as id from ${searchWords}
  where ${searchWords.tenantId} = ${tenant.id}::uuid and ${searchWords.kind} = ${kind} and ${searchWords.word} = any(array[
    (select term from unnest(search_terms(${code})) as term order by char_length(term) desc limit 1), ltrim(search_end(${code}))])
  limit ${maxCandidates}`;
