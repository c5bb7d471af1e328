import { preparedSql } from "@waybill/db";
import { searchWords } from "@waybill/db/search";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { misspellings } from "./misspellings.ts";

// A search has two steps. The word index finds candidates with a word that begins with a typed one; under row-level
// security the index is usable because its operators are leakproof. Whether a candidate has all words is then decided
// by its current text.

/** The range of words with a prefix: from `lowerBound`, to before `upperBound`. */
export interface WordRange {
  /** SQL of the prefix itself. */
  lowerBound: SQLWrapper;
  /** SQL of the first text after all with the prefix. */
  upperBound: SQLWrapper;
}

/**
 * SQL of candidate ids for a word, in a column `id`: null for each record that was read and leads to no candidate, since
 * the number of rows bounds the work. @param tenantId SQL of the tenant id
 */
export type CandidateQuery = (range: WordRange, tenantId: SQLWrapper) => SQL;

/** A parsed search. */
export interface SearchQuery {
  /** Regular expressions that a record's words, each after a blank, have to match. */
  patterns: string[];
  /** The prefixes of a term with few candidates, or of the longest term if none is known to have few. */
  prefixes: string[];
  /** Whether it has fewer than {@link selectivityThreshold} candidates, so that all can be scanned. */
  selective: boolean;
  /** The typed text without blanks. */
  compact: string;
}

/** The maximum number of candidates counted for each of the longer terms, if no term is rare. */
export const selectivityThreshold = 5000;
/** The number of these terms, unless more are long enough. */
const maxLongestTerms = 2;
/** The minimum length of a term that is always counted. */
const minCountedLength = 3;

/** The maximum number of candidates counted for each term at first; one with fewer is rare. */
const rareThreshold = 200;
/** The maximum number of terms counted at first. */
const maxCountedTerms = 8;

/** The minimum length of a word for spelling correction. */
const minCorrectedLength = 5;
/** The minimum length of a number that is searched as a whole if it is typed in groups. */
const minGroupedLength = 8;
/** The minimum length of a number's ending. */
export const minSuffixLength = 3;

/** A text after all texts with a prefix, byte by byte. */
const highestCharacter = "\u{10ffff}";

/** SQL of candidates of one kind, by their own words. */
export const candidatesOf =
  (kind: string): CandidateQuery =>
  ({ lowerBound, upperBound }, tenantId) =>
    sql`
    select ${searchWords.thingId} as id from ${searchWords}
    where ${searchWords.tenantId} = ${tenantId} and ${searchWords.kind} = ${kind}
      and ${searchWords.word} >= ${lowerBound} and ${searchWords.word} < ${upperBound}`;

const placeholder = sql.placeholder;
const wordColumns: WordRange = { lowerBound: sql`range.word`, upperBound: sql`range.upper_bound` };

/** A term of a search with its candidates. */
interface Term {
  term: string;
  /** The prefixes of its words. */
  words: string[];
  /** The number of candidates, up to {@link rareThreshold}; null if not counted. */
  candidates: number | null;
}

/** Parses searches for records of one kind. */
export class Search {
  readonly #candidateQuery: CandidateQuery;
  readonly #terms;
  readonly #countFew;
  readonly #countMany;
  readonly #known;

  /** @param kinds the kinds of records whose words find candidates. @param candidateQuery SQL of the candidates of a word. */
  constructor(kinds: readonly string[], candidateQuery: CandidateQuery) {
    this.#candidateQuery = candidateQuery;
    const countCandidates = (ranges: SQL, most: number) => sql`(select count(*)::int from (
      select from ${ranges} cross join lateral (${candidateQuery(wordColumns, placeholder("tenantId"))}) as candidate limit ${most}) as counted)`;
    this.#terms = preparedSql<Term>(
      () => sql`
      with ranges as materialized (
        select position, term, word, word || chr(1114111) as upper_bound from (
          select position, term, unnest(case when char_length(term) < ${minSuffixLength} then array[term] else array[term, '<' || reverse(term)] end) as word
          from unnest(search_terms(${placeholder("search")})) with ordinality as terms (term, position)) as words)
      select term, array_agg(word) as words, case when position <= ${maxCountedTerms} then
        ${countCandidates(sql`(select word, upper_bound from ranges where ranges.position = terms.position offset 0) as range`, rareThreshold)} end as candidates
      from ranges as terms group by term, position order by position`,
    );
    const ranges = sql`(select * from unnest(${placeholder("words")}::text[], ${placeholder("upperBounds")}::text[]) offset 0) as range (word, upper_bound)`;
    const count = (most: number) =>
      preparedSql<{ candidates: number }>(() => sql`select ${countCandidates(ranges, most)} as candidates`);
    this.#countFew = count(rareThreshold);
    this.#countMany = count(selectivityThreshold);
    this.#known = preparedSql<{ word: string }>(
      () => sql`
      select range.word from ${ranges} cross join lateral (
        select from ${searchWords} where ${searchWords.tenantId} = ${placeholder("tenantId")} and ${searchWords.kind} = any(${sql.param([...kinds])}::text[])
          and ${searchWords.word} >= range.word and ${searchWords.word} < range.upper_bound limit 1) as known`,
    );
  }

  /**
   * Parses typed text. A long enough word without a match is corrected by one letter: wrong, missing, extra or
   * transposed.
   *
   * @returns null if nothing has all words
   */
  async parse(ctx: TenantContext, search: string): Promise<SearchQuery | null> {
    const typed = await ctx.run(this.#terms, { search });
    if (typed.length === 0) return null;
    const compact = typed.map(({ term }) => term).join("");
    // A long number in groups, as carriers print it.
    if (typed.length > 1 && compact.length >= minGroupedLength && typed.every(({ term }) => /\d/.test(term))) {
      const [number] = await ctx.run(this.#terms, { search: compact });
      if (number?.candidates) return this.#queryOf(ctx, [number]);
    }
    const terms: Term[] = [];
    for (const term of typed) {
      const known = term.candidates === 0 ? await this.#correct(ctx, term.term) : term;
      if (!known) return null;
      terms.push(known);
    }
    return this.#queryOf(ctx, terms);
  }

  async #queryOf(ctx: TenantContext, terms: readonly Term[]): Promise<SearchQuery> {
    const longest = terms
      .filter(({ candidates }) => candidates !== null)
      .toSorted((one, other) => other.term.length - one.term.length);
    const selective = await this.#selectiveOf(ctx, longest);
    return {
      patterns: terms.map(({ words }) => ` (?:${words.join("|")})`),
      prefixes: (selective ?? longest[0])?.words ?? [],
      selective: selective !== undefined,
      compact: terms.map(({ term }) => term).join(""),
    };
  }

  /** The rarest term, or the first of the longest ones with few candidates. */
  async #selectiveOf(ctx: TenantContext, longest: readonly Term[]): Promise<Term | undefined> {
    const fewest = Math.min(...longest.map(({ candidates }) => candidates ?? rareThreshold));
    if (fewest < rareThreshold) return longest.find(({ candidates }) => candidates === fewest);
    const counted = longest.filter(({ term }, index) => index < maxLongestTerms || term.length >= minCountedLength);
    for (const term of counted) {
      const [row] = await ctx.run(this.#countMany, prefixesOf(term.words));
      if (row && row.candidates < selectivityThreshold) return term;
    }
    return undefined;
  }

  async #correct(ctx: TenantContext, term: string): Promise<Term | null> {
    if (term.length < minCorrectedLength) return null;
    const matched = await ctx.run(this.#known, prefixesOf(misspellings(term)));
    const words = matched.map(({ word }) => word);
    if (words.length === 0) return null;
    const [row] = await ctx.run(this.#countFew, prefixesOf(words));
    return row?.candidates ? { term, words, candidates: row.candidates } : null;
  }

  /** SQL of the candidate ids of a search, in a column `id`; may contain duplicates. */
  candidatesOf({ prefixes }: Pick<SearchQuery, "prefixes">, tenantId: SQLWrapper): SQL {
    const { words, upperBounds } = prefixesOf(prefixes);
    return this.candidatesByPrefixes(
      { words: sql`${sql.param(words)}`, upperBounds: sql`${sql.param(upperBounds)}` },
      tenantId,
    );
  }

  /** The same with placeholders. */
  candidatesByPrefixes({ words, upperBounds }: Record<"words" | "upperBounds", SQLWrapper>, tenantId: SQLWrapper): SQL {
    return sql`select candidate.id from (select * from unnest(${words}::text[], ${upperBounds}::text[]) offset 0) as range (word, upper_bound)
      cross join lateral (${this.#candidateQuery(wordColumns, tenantId)}) as candidate where candidate.id is not null`;
  }
}

/** The prefixes of words. */
export const prefixesOf = (words: readonly string[]) => ({
  words: [...words],
  upperBounds: words.map((word) => `${word}${highestCharacter}`),
});
