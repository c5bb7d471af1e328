import type { Searched } from "@waybill/db/searched";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import { candidatesOf, Search, type SearchQuery, selectivityThreshold } from "./query.ts";

/** The maximum number of candidates that are scanned per page if not all can be. */
const maxCandidates = 2000;
/** The maximum number of candidates with a name that begins as typed. */
const maxNamed = 500;
/** The maximum length of a stored name, with its sign. */
const maxNameLength = 64;

/** The requested page of a search. */
interface SearchPage {
  limit: number;
  /** An order by a value instead of relevance. @property value its SQL @property text SQL of the value as text */
  order?: { value: SQL; type: SQL; text: (value: SQL) => SQL; descending: boolean } | undefined;
  /** The last row of the previous page. */
  after?: { id: string; key: string | null } | null;
}

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
   * A page of results: exact names first, then names with the prefix, then the rest, each newest first; or in the order
   * of a column. If every word has more candidates than are counted, those with a fitting name and some others are
   * scanned.
   *
   * @param conditions further conditions on the table.
   * @returns ids with their sort values: the column's as text, or a rank from 0 to 2
   */
  async page(
    ctx: TenantContext,
    search: string,
    conditions: readonly SQL[],
    { limit, order, after = null }: SearchPage,
  ): Promise<{ id: string; key: string }[]> {
    const query = await this.#search.parse(ctx, search);
    if (!query) return [];
    const { table, text, names } = this.#searched;
    const tenantId = sql`${ctx.tenant.id}::uuid`;
    // By characters, as Postgres counts.
    const name = [...`^${query.compact}`].slice(0, maxNameLength).join("");
    const named = this.#search.candidatesOf({ prefixes: [name] }, tenantId);
    const others = sql`${this.#search.candidatesOf(query, tenantId)} limit ${query.selective ? selectivityThreshold : maxCandidates}`;
    // Former names are words too, so current names decide.
    const rank = sql`case when not named then 2 when position(${` ${name} `} in ${names} || ' ') > 0 then 0 when position(${` ${name}`} in ${names}) > 0 then 1 else 2 end`;
    const [keyDown, idDown] = order ? [order.descending, order.descending] : [false, true];
    const direction = (down: boolean) => (down ? sql`desc` : sql`asc`);
    const comparison = (down: boolean) => (down ? sql`<` : sql`>`);
    const last = after && sql`(${after.key}::text)::${order?.type ?? sql`int`}`;
    const rest = after
      ? sql`where found.key ${comparison(keyDown)} ${last} or (found.key = ${last} and found.id ${comparison(idDown)} ${after.id}::uuid)`
      : sql``;
    const rows = await ctx.db.execute(sql`
      with candidates as materialized (
        select id, bool_or(named) as named from (
          select id, true as named from (${named} limit ${maxNamed}) as fitting union all select id, false from (${others}) as others) as both_kinds
        group by id
      ), texts as materialized (
        select ${table.id} as id, ${text} as text, ${order?.value ?? rank} as key from candidates join ${table} on ${table.id} = candidates.id
        where ${ctx.inTenant(table, ...conditions)}
      ), found as materialized (
        select id, key from texts where text ~ all(${sql.param(query.patterns)}::text[])
      )
      select found.id::text as id, ${order ? order.text(sql`found.key`) : sql`found.key::text`} as key from found ${rest}
      order by found.key ${direction(keyDown)}, found.id ${direction(idDown)} limit ${limit}`);
    return pageRows.parse([...rows]);
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

const pageRows = z.array(z.object({ id: z.string(), key: z.string() }));

/** Sorts rows by a list of ids. */
export function inOrderOfIds<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
