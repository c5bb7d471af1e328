import type { Searched } from "@waybill/db/searched";
import { mostCounted } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import { candidatesOf, Search, type SearchQuery } from "./query.ts";

/** The maximum number of candidates scanned per page. */
const maxCandidates = 2000;

/** Searches the records of one table by their words. */
export class RecordSearch {
  readonly #searched: Searched;
  readonly #search: Search;

  /** @param searched the declaration in the table's file. */
  constructor(searched: Searched) {
    this.#searched = searched;
    this.#search = new Search([searched.kind], candidatesOf(searched.kind));
  }

  /**
   * A page of results: exact names first, then names with the prefix, then the rest; each newest first. If every word
   * has many candidates, only some of them are scanned.
   *
   * @param conditions further conditions on the table.
   * @returns ids in this order, and their number up to `mostCounted` plus one
   */
  async page(
    ctx: TenantContext,
    search: string,
    conditions: readonly (SQL | undefined)[],
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ ids: string[]; counted: number }> {
    const query = await this.#search.parse(ctx, search);
    if (!query) return { ids: [], counted: 0 };
    const { table, text } = this.#searched;
    const rows = await ctx.db.execute(sql`
      with candidates as materialized (
        select distinct id from (${this.#search.candidatesOf(query, sql`${ctx.tenant.id}::uuid`)} limit ${maxCandidates}) as first_candidates
      ), texts as materialized (
        select ${table.id} as id, ${text} as text from candidates join ${table} on ${table.id} = candidates.id
        where ${ctx.inTenant(table, ...conditions)}
      ), found as materialized (
        select id, case when starts_with(text, ${` ${query.compact} `}) then 0 when starts_with(text, ${` ${query.compact}`}) then 1 else 2 end as rank
        from texts where text ~ all(${sql.param(query.patterns)}::text[])
      )
      select (select count(*)::int from (select from found limit ${mostCounted + 1}) as counted) as counted,
        array(select id::text from found order by rank, id desc limit ${limit} offset ${offset}) as ids`);
    return pageRow.parse([...rows])[0];
  }

  /** A condition that finds all rows, for work without a time limit. */
  async condition(ctx: TenantContext, search: string): Promise<SQL> {
    const query = await this.#search.parse(ctx, search);
    return query
      ? matchesSearch(this.#searched.text, query, this.#search, ctx, sql`${this.#searched.table.id}`)
      : sql`false`;
  }
}

/** Whether a record matches a search. @param text SQL of its words @param id SQL of its id */
export function matchesSearch(text: SQL, query: SearchQuery, search: Search, ctx: TenantContext, id: SQL): SQL {
  const matches = sql`${text} ~ all(${sql.param(query.patterns)}::text[])`;
  return query.selective
    ? sql`(${id} in (${search.candidatesOf(query, sql`${ctx.tenant.id}::uuid`)}) and ${matches})`
    : matches;
}

const pageRow = z.tuple([z.object({ counted: z.number(), ids: z.array(z.string()) })]);

/** Sorts rows by a list of ids. */
export function inOrderOfIds<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
