import { preparedSql } from "@waybill/db";
import { searchWords } from "@waybill/db/search";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { misspellings } from "./misspellings.ts";

// A search has two steps. The word index finds candidates with a word that begins with a typed one; under row-level
// security the index is usable because its operators are leakproof. Whether a candidate has all words is then decided
// by its current text.

/** The range of words with a prefix. */
export interface Prefix {
  /** SQL of the prefix. */
  word: SQLWrapper;
  /** SQL of the first text after all with the prefix. */
  beyond: SQLWrapper;
}

/** SQL of candidate ids for a word, in a column `id`. @param tenantId SQL of the tenant id */
export type Leads = (beginning: Prefix, tenantId: SQLWrapper) => SQL;

/** A parsed search. */
export interface SearchQuery {
  /** Regular expressions that a record's words, each after a blank, have to match. */
  patterns: string[];
  /** The prefixes of the most selective term. */
  lead: string[];
  /** Whether it has fewer than {@link fewEnough} candidates, so that all can be scanned. */
  few: boolean;
  /** The typed text without blanks. */
  joined: string;
}

/** The maximum number of counted candidates. */
const fewEnough = 5000;

/** The maximum number of counted terms. */
const mostCounted = 8;

/** The minimum length of a word for spelling correction. */
const fewestLetters = 5;
/** The minimum length of a number's ending. */
export const fewestOfEnd = 3;

/** A text after all texts with a prefix, byte by byte. */
const last = "\u{10ffff}";

/** SQL of candidates of one kind, by their own words. */
export const leadsTo =
  (kind: string): Leads =>
  ({ word, beyond }, tenantId) =>
    sql`
    select ${searchWords.thingId} as id from ${searchWords}
    where ${searchWords.tenantId} = ${tenantId} and ${searchWords.kind} = ${kind}
      and ${searchWords.word} >= ${word} and ${searchWords.word} < ${beyond}`;

const given = sql.placeholder;
const asked = { word: sql`asked.word`, beyond: sql`asked.beyond` };

/** A term of a search with its candidates. */
interface Term {
  term: string;
  /** The prefixes of its words. */
  words: string[];
  /** The number of candidates, up to {@link fewEnough}; null if not counted. */
  led: number | null;
}

/** Parses searches for records of one kind. */
export class Search {
  readonly #leads: Leads;
  readonly #terms;
  readonly #count;
  readonly #known;

  /** @param kinds the kinds whose words lead to candidates. @param leads SQL of the candidates of a word. */
  constructor(kinds: readonly string[], leads: Leads) {
    this.#leads = leads;
    const counted = (whose: SQL) => sql`(select count(*)::int from (
      select from ${whose} cross join lateral (${leads(asked, given("tenantId"))}) as led limit ${fewEnough}) as counted)`;
    this.#terms = preparedSql<Term>(
      () => sql`
      with asked as materialized (
        select place, term, word, word || chr(1114111) as beyond from (
          select place, term, unnest(case when char_length(term) < ${fewestOfEnd} then array[term] else array[term, '<' || reverse(term)] end) as word
          from unnest(search_terms(${given("search")})) with ordinality as terms (term, place)) as words)
      select term, array_agg(word) as words, case when place <= ${mostCounted} then
        ${counted(sql`(select word, beyond from asked where asked.place = terms.place offset 0) as asked`)} end as led
      from asked as terms group by term, place order by place`,
    );
    const beginnings = sql`(select * from unnest(${given("words")}::text[], ${given("upperBounds")}::text[]) offset 0) as asked (word, beyond)`;
    this.#count = preparedSql<{ led: number }>(() => sql`select ${counted(beginnings)} as led`);
    this.#known = preparedSql<{ word: string }>(
      () => sql`
      select asked.word from ${beginnings} cross join lateral (
        select from ${searchWords} where ${searchWords.tenantId} = ${given("tenantId")} and ${searchWords.kind} = any(${sql.param([...kinds])}::text[])
          and ${searchWords.word} >= asked.word and ${searchWords.word} < asked.beyond limit 1) as known`,
    );
  }

  /**
   * Parses typed text. A long enough word without a match is corrected by one letter: wrong, missing, extra or
   * transposed.
   *
   * @returns null if nothing has all words
   */
  async understand(ctx: TenantContext, search: string): Promise<SearchQuery | null> {
    const found = await ctx.run(this.#terms, { search });
    if (found.length === 0) return null;
    const terms: Term[] = [];
    for (const term of found) {
      const meant = term.led === 0 ? await this.#corrected(ctx, term.term) : term;
      if (!meant) return null;
      terms.push(meant);
    }
    const counts = terms.map(({ led }) => led ?? fewEnough);
    const fewest = Math.min(...counts);
    return {
      patterns: terms.map(({ words }) => ` (?:${words.join("|")})`),
      lead: terms[counts.indexOf(fewest)]?.words ?? [],
      few: fewest < fewEnough,
      joined: found.map(({ term }) => term).join(""),
    };
  }

  async #corrected(ctx: TenantContext, term: string): Promise<Term | null> {
    if (term.length < fewestLetters) return null;
    const known = await ctx.run(this.#known, prefixesOf(misspellings(term)));
    const words = known.map(({ word }) => word);
    if (words.length === 0) return null;
    const [row] = await ctx.run(this.#count, prefixesOf(words));
    return row?.led ? { term, words, led: row.led } : null;
  }

  /** SQL of the candidate ids of a search, in a column `id`; may contain duplicates. */
  led({ lead }: Pick<SearchQuery, "lead">, tenantId: SQLWrapper): SQL {
    const { words, upperBounds } = prefixesOf(lead);
    return this.ledBy({ words: sql`${sql.param(words)}`, upperBounds: sql`${sql.param(upperBounds)}` }, tenantId);
  }

  /** The same with placeholders. */
  ledBy({ words, upperBounds }: Record<"words" | "upperBounds", SQLWrapper>, tenantId: SQLWrapper): SQL {
    return sql`select led.id from (select * from unnest(${words}::text[], ${upperBounds}::text[]) offset 0) as asked (word, beyond)
      cross join lateral (${this.#leads(asked, tenantId)}) as led`;
  }
}

/** The prefixes of words. */
export const prefixesOf = (words: readonly string[]) => ({
  words: [...words],
  upperBounds: words.map((word) => `${word}${last}`),
});
