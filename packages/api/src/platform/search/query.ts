import { preparedSql } from "@waybill/db";
import { searchWords } from "@waybill/db/search";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { misspellings } from "./misspellings.ts";

// A search is understood in two steps. Which things have a word that begins like what was typed is read in the index of words,
// which row-level security lets use it: its operators are leakproof. Whether a thing has all of them is then decided by what
// the thing says now.

/** What a word begins with. */
export interface Prefix {
  /** SQL of the beginning itself. */
  word: SQLWrapper;
  /** SQL of the first text after all that begin so. */
  beyond: SQLWrapper;
}

/** SQL of ids of things that a word leads to, in a column `id`. @param tenantId SQL of the tenant's id */
export type Leads = (beginning: Prefix, tenantId: SQLWrapper) => SQL;

/** What was searched for. */
export interface SearchQuery {
  /** Regular expressions: the words of a thing, each after a blank, have to match all of them. */
  patterns: string[];
  /** What a word of every such thing begins with: that of the term which leads to the fewest. */
  lead: string[];
  /** Whether it leads to fewer than {@link fewEnough}: all of them can be looked at. */
  few: boolean;
  /** What was typed, written together. */
  joined: string;
}

/** So many things that a word leads to are counted, and no more. */
const fewEnough = 5000;

/** So many terms are counted: more say nothing that these do not. */
const mostCounted = 8;

/** The fewest letters of a word that may be misspelt. */
const fewestLetters = 5;
/** The fewest letters of what a number ends with. */
export const fewestOfEnd = 3;

/** After every text that begins with another one, byte by byte. */
const last = "\u{10ffff}";

/** SQL of things of one kind, by their own words. */
export const leadsTo =
  (kind: string): Leads =>
  ({ word, beyond }, tenantId) =>
    sql`
    select ${searchWords.thingId} as id from ${searchWords}
    where ${searchWords.tenantId} = ${tenantId} and ${searchWords.kind} = ${kind}
      and ${searchWords.word} >= ${word} and ${searchWords.word} < ${beyond}`;

const given = sql.placeholder;
const asked = { word: sql`asked.word`, beyond: sql`asked.beyond` };

/** A term of a search, and how much it leads to. */
interface Term {
  term: string;
  /** What its words begin with. */
  words: string[];
  /** How many things it leads to, up to {@link fewEnough}; null where that was not counted. */
  led: number | null;
}

/** Understands searches for things of one kind. */
export class Search {
  readonly #leads: Leads;
  readonly #terms;
  readonly #count;
  readonly #known;

  /**
   * @param kinds the kinds of things whose words lead to them.
   * @param leads how a word leads to them.
   */
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
   * Understands what a person has typed. A word that nothing begins with is taken for a word with one letter that is wrong,
   * missing, too many or in its neighbour's place, where it is long enough.
   *
   * @returns null where nothing has all of it
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

  /** SQL of the ids that what was searched for leads to, in a column `id`; some of them twice. */
  led({ lead }: Pick<SearchQuery, "lead">, tenantId: SQLWrapper): SQL {
    const { words, upperBounds } = prefixesOf(lead);
    return this.ledBy({ words: sql`${sql.param(words)}`, upperBounds: sql`${sql.param(upperBounds)}` }, tenantId);
  }

  /** The same, of values that are given later. */
  ledBy({ words, upperBounds }: Record<"words" | "upperBounds", SQLWrapper>, tenantId: SQLWrapper): SQL {
    return sql`select led.id from (select * from unnest(${words}::text[], ${upperBounds}::text[]) offset 0) as asked (word, beyond)
      cross join lateral (${this.#leads(asked, tenantId)}) as led`;
  }
}

/** What texts begin with that begin with these words. */
export const prefixesOf = (words: readonly string[]) => ({
  words: [...words],
  upperBounds: words.map((word) => `${word}${last}`),
});
