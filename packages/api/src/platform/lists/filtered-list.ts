import { alphabetical, type PreparedQuery, preparedSql, type TenantTable } from "@waybill/db";
import { type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { CursorPage, TenantContext } from "../../core/index.ts";
import { cursorOf, type KeyKind, keyText, keyTypes, readCursor, type ScannedRow } from "./cursor.ts";
import type { IdRange } from "./days.ts";

// A list with combinable filters. A page scans a bounded number of rows in index order and checks each against all
// filters; the next page continues there. A page may therefore have fewer rows than its limit, or none, and still have
// a next page. The scan covers all rows, or the candidates of the most selective filter.

/** The rows scanned per page. */
export const maxScanned = 2500;

/** Up to this number of candidates, all are scanned, in any order. */
const selectivityThreshold = 1000;
/** The maximum number of candidates of a filter known to be selective. */
const maxSelectiveCandidates = 5000;

const placeholder = sql.placeholder;
const tenantId = placeholder("tenantId");
/** A value of the page itself, whatever the names of the filters. */
const pageValue = (name: "excluded" | "from" | "to" | "low" | "high" | "afterId" | "afterKey" | "limit") =>
  placeholder(`page.${name}`);

/** SQL of a filter's value by the name of the filter: a placeholder or a parameter. */
export type FilterValue = (name: string) => Placeholder | SQL;

/** A filter: the SQL type of its value, and its condition on a row. */
export interface FilterCondition {
  type: SQL;
  condition: SQL;
}

/** Whether a row meets all filters; an unused filter is null and lets everything through. */
export const meetsAll = (conditions: Record<string, FilterCondition>): SQL =>
  sql.join(
    Object.entries(conditions).map(
      ([name, { type, condition }]) => sql`(${placeholder(name)}::${type} is null or ${condition})`,
    ),
    sql` and `,
  );

/** The conditions of the used filters. @param values by the name of the filter; null or missing for an unused one */
export function usedConditions(
  conditions: (given: FilterValue) => Record<string, FilterCondition>,
  values: Record<string, unknown>,
): SQL[] {
  return Object.entries(conditions((name) => sql`${sql.param(values[name])}`)).flatMap(([name, { condition }]) =>
    values[name] == null ? [] : [condition],
  );
}

/** The parameters of a candidate query. */
export interface CandidateSearch {
  /** The maximum number of candidates. */
  limit: SQLWrapper;
  /** The condition that an id comes after the cursor, and is in the range of ids. */
  after: (id: SQLWrapper) => SQL;
}

/**
 * The condition that a column has a value, by an index of tenant, column and id. The second comparison is implied. To the
 * planner it makes the primary key worse than this index: while all rows have one value, their costs are the same.
 */
export const hasValue = (column: PgColumn, value: SQLWrapper): SQL =>
  sql`${column} = ${value} and ${column} >= ${value}`;

/** A sort key besides the id: a column that follows the tenant in an index. */
export interface Key {
  column: PgColumn;
  kind: KeyKind;
  /** Conditions of partial indexes that together cover all rows; if omitted, one index covers them. */
  parts?: readonly SQL[];
}

/** SQL of the value of a sort key, as its index has it. */
export const keyValue = ({ column, kind }: Key): SQL => (kind === "name" ? alphabetical(column) : sql`${column}`);

export interface ListParts<Filter extends string, KeyName extends string> {
  table: TenantTable & { id: PgColumn };
  /**
   * SQL of candidate ids of a filter, in a column `id`, by an index: newest first, except those of `unordered`.
   * Together at most the requested number. The first filters win if none is selective.
   */
  indexedFilters: Record<Filter, (search: CandidateSearch) => SQL>;
  /** Filters with candidates in another order, used if they are selective. */
  unordered?: readonly NoInfer<Filter>[];
  keys: Record<KeyName, Key>;
  /** Whether a row meets all filters. An unused filter is null and lets everything through. */
  condition: SQL;
}

/** The requested page. */
interface PageRequest<Filter extends string, KeyName extends string> {
  /** The values of placeholders in candidate queries and condition. */
  values: Record<string, unknown>;
  /** The used filters with an index. */
  filters: readonly Filter[];
  /** The filter known to be selective, as after a search. */
  selectiveFilter?: Filter | undefined;
  /** The sort key; the id, newest first, if omitted. */
  key?: KeyName | undefined;
  ascending?: boolean | undefined;
  /** The range of a sort key that is a time. */
  between?: { low: string; high: string } | undefined;
  /** The range of ids, if they are the order. */
  ids?: IdRange | undefined;
  cursor?: string | null | undefined;
  limit: number;
  /** Excluded ids. */
  excluded?: readonly string[];
}

interface Queries {
  page: PreparedQuery<ScannedRow>;
  last: PreparedQuery<ScannedRow>;
}

/** Rows of a table by filters; see above. */
export class FilteredList<Filter extends string, KeyName extends string> {
  readonly #parts: ListParts<Filter, KeyName>;
  /** By source and order. */
  readonly #queries = new Map<string, Queries>();
  /** By the counted filters. */
  readonly #counts = new Map<string, PreparedQuery<{ filter: Filter; counted: number }>>();

  constructor(parts: ListParts<Filter, KeyName>) {
    this.#parts = parts;
  }

  /** The ids of a page. @throws invalid at `cursor` if it belongs to another order */
  async page(ctx: TenantContext, request: PageRequest<Filter, KeyName>): Promise<CursorPage<string>> {
    const { key, limit } = request;
    const ascending = key !== undefined && request.ascending === true;
    const after = readCursor(request.cursor, key && this.#parts.keys[key].kind);
    const { source, few } = await this.#chooseSource(ctx, request);
    const ranged = request.ids !== undefined;
    const { page, last } = this.#queriesOf({ source, few, key, ascending, first: after === null, ranged });
    const values = {
      ...request.values,
      ...rangeOf(request),
      "page.excluded": [...(request.excluded ?? [])],
      "page.from": request.between?.low ?? "-infinity",
      "page.to": request.between?.high ?? "infinity",
      "page.afterId": after?.id ?? null,
      "page.afterKey": after?.key ?? null,
      "page.limit": limit + 1,
    };
    const found = await ctx.run(page, values);
    const items = found.slice(0, limit);
    const ended = found.length > limit ? items.at(-1) : (await ctx.run(last, values)).at(0);
    return { items: items.map(({ id }) => id), nextCursor: ended ? cursorOf(ended) : null };
  }

  /** The source of the scan, and whether it is selective. */
  async #chooseSource(ctx: TenantContext, request: PageRequest<Filter, KeyName>) {
    const { filters, selectiveFilter, key, values, ids } = request;
    if (selectiveFilter) return { source: selectiveFilter, few: true } as const;
    const { unordered = [] } = this.#parts;
    const first = key ? undefined : filters.find((filter) => !unordered.includes(filter));
    if (filters.length === 0 || (filters.length === 1 && first)) return { source: first, few: false } as const;
    const counts = await ctx.run(this.#countOf(filters, ids !== undefined), { ...values, ...rangeOf(request) });
    const [fewest] = counts.toSorted((one, other) => one.counted - other.counted);
    if (fewest && fewest.counted <= selectivityThreshold) return { source: fewest.filter, few: true } as const;
    return { source: first, few: false } as const;
  }

  #countOf(filters: readonly Filter[], ranged: boolean) {
    const name = JSON.stringify([filters, ranged]);
    const limit = sql`${selectivityThreshold + 1}::int`;
    const counted = (filter: Filter) => sql`(select count(*)::int from (
      ${this.#parts.indexedFilters[filter]({ limit, after: (id) => inRange(id, ranged) })}) as candidate)`;
    const query =
      this.#counts.get(name) ??
      preparedSql<{ filter: Filter; counted: number }>(() =>
        sql.join(
          filters.map((filter) => sql`select ${filter}::text as filter, ${counted(filter)} as counted`),
          sql` union all `,
        ),
      );
    this.#counts.set(name, query);
    return query;
  }

  #queriesOf(order: Order<Filter, KeyName>): Queries {
    const name = JSON.stringify(order);
    const queries = this.#queries.get(name) ?? this.#build(order);
    this.#queries.set(name, queries);
    return queries;
  }

  #build(order: Order<Filter, KeyName>): Queries {
    const { table, condition, keys } = this.#parts;
    const scanned = this.#scan(order);
    const direction = order.ascending ? sql`asc` : sql`desc`;
    const sorted = order.key ? sql`scanned.key ${direction}, scanned.id ${direction}` : sql`scanned.id ${direction}`;
    const key = sql`${order.key ? keyText(keys[order.key].kind, sql`scanned.key`) : sql`null::text`} as key`;
    return {
      // In scan order, so that the scan ends with the last row of the page.
      page: preparedSql(
        () => sql`select scanned.id, ${key} from (${scanned}) as scanned cross join lateral (
          select from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = scanned.id
            and not (${table.id} = any(${pageValue("excluded")}::uuid[])) and ${condition} offset 0) as found
          order by ${sorted} limit ${pageValue("limit")}`,
      ),
      last: preparedSql(
        () =>
          sql`select scanned.id, ${key} from (${scanned}) as scanned order by ${sorted} offset ${maxScanned - 1}::int limit 1`,
      ),
    };
  }

  /** SQL of rows to scan, in order: ids and sort keys. */
  #scan({ source, few, key, ascending, first, ranged }: Order<Filter, KeyName>): SQL {
    const { table, indexedFilters, keys } = this.#parts;
    const most = sql`${maxScanned}::int`;
    const direction = ascending ? sql`asc` : sql`desc`;
    const comparison = ascending ? sql`>` : sql`<`;
    if (!key) {
      const after = (id: SQLWrapper) =>
        first ? inRange(id, ranged) : sql`${id} ${comparison} ${pageValue("afterId")}::uuid and ${inRange(id, ranged)}`;
      if (source) {
        return sql`select candidate.id from (${indexedFilters[source]({ limit: most, after })}) as candidate
          order by candidate.id ${direction} limit ${most}`;
      }
      return sql`select ${table.id} as id from ${table} where ${table.tenantId} = ${tenantId} and ${after(table.id)}
        order by ${table.id} ${direction} limit ${most}`;
    }
    const { column, kind, parts = [sql`true`] } = keys[key];
    const value = keyValue(keys[key]);
    const type = keyTypes[kind];
    const afterBoth = first
      ? sql`true`
      : sql`(${value}, ${table.id}) ${comparison} ((${pageValue("afterKey")}::text)::${type}, ${pageValue("afterId")}::uuid)`;
    const own = sql`${table.tenantId} = ${tenantId} and ${afterBoth} and ${column} is not null`;
    const order = sql`order by ${value} ${direction}, ${table.id} ${direction} limit ${most}`;
    if (source && few) {
      const all = sql`${maxSelectiveCandidates}::int`;
      return sql`select ${table.id} as id, ${value} as key
        from (${indexedFilters[source]({ limit: all, after: () => sql`true` })}) as candidate
        join ${table} on ${table.id} = candidate.id where ${own} ${order}`;
    }
    const within =
      kind === "moment"
        ? sql`and ${column} >= (${pageValue("from")}::text)::timestamptz and ${column} <= (${pageValue("to")}::text)::timestamptz`
        : sql``;
    const scans = parts.map(
      (part) =>
        sql`(select ${table.id} as id, ${value} as key from ${table} where ${own} ${within} and ${part} ${order})`,
    );
    const [only] = scans;
    if (scans.length === 1 && only) return only;
    return sql`select id, key from (${sql.join(scans, sql` union all `)}) as part order by key ${direction}, id ${direction} limit ${most}`;
  }
}

interface Order<Filter extends string, KeyName extends string> {
  source: Filter | undefined;
  few: boolean;
  key: KeyName | undefined;
  ascending: boolean;
  /** Whether it is the first page. */
  first: boolean;
  /** Whether ids have a range. */
  ranged: boolean;
}

/** The condition of a range of ids. */
const inRange = (id: SQLWrapper, ranged: boolean) =>
  ranged ? sql`${id} >= ${pageValue("low")}::uuid and ${id} < ${pageValue("high")}::uuid` : sql`true`;

/** The values of {@link inRange}. */
const rangeOf = ({ ids }: { ids?: IdRange | undefined }) => ids && { "page.low": ids.low, "page.high": ids.high };
