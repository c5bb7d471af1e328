import type { TenantTable } from "@waybill/db";
import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type CursorPage, cursorPageOf, type TenantContext } from "../../core/index.ts";
import type { RecordSearch } from "../search/index.ts";
import { cursorOf, keyText, keyTypes, readCursor } from "./cursor.ts";
import {
  type CandidateSearch,
  type FilterCondition,
  FilteredList,
  type FilterValue,
  hasValue,
  type Key,
  keyValue,
  type ListParts,
  meetsAll,
  usedConditions,
} from "./filtered-list.ts";

// A list in the order of a column, such as a name. Filters combine as in FilteredList. A search scans its candidates
// instead, and orders them by relevance unless a column is chosen.

const placeholder = sql.placeholder;

/** SQL of the ids of rows with one of the values of a column, for an indexed filter: up to the limit for each value. */
export function rowsOfEach(
  {
    table,
    id,
    column,
    value,
  }: { table: TenantTable; id: PgColumn; column: PgColumn; value: { name: string; type: SQL } },
  { limit }: CandidateSearch,
): SQL {
  return sql`
    select distinct page.id from unnest(${placeholder(value.name)}::${value.type}[]) as chosen (value) cross join lateral (
      select ${id} as id from ${table} where ${table.tenantId} = ${placeholder("tenantId")} and ${hasValue(column, sql`chosen.value`)}
      limit ${limit}) as page
    limit ${limit}`;
}

interface SortedListParts<Filter extends string, KeyName extends string>
  extends Pick<ListParts<Filter, KeyName>, "table" | "keys" | "indexedFilters"> {
  /** The search by indexed words; if omitted, a search is one of the conditions. */
  search?: RecordSearch;
  /** The filters by name. @param given SQL of a filter's value */
  conditions: (given: FilterValue) => Record<string, FilterCondition>;
}

/** The requested page. */
interface SortedPage<KeyName extends string> {
  search?: string | undefined;
  /** The values of the filters; null or missing for an unused one. */
  values: Record<string, unknown>;
  /** The chosen order. */
  sort?: KeyName | undefined;
  /** The order without a chosen one. */
  usual: KeyName;
  descending?: boolean | undefined;
  cursor?: string | null | undefined;
  limit: number;
}

/** Rows of a table by filters, in the order of a column; see above. */
export class SortedList<Filter extends string, KeyName extends string> {
  readonly #parts: SortedListParts<Filter, KeyName>;
  readonly #filtered: FilteredList<Filter, KeyName>;
  readonly #indexed: readonly Filter[];
  /** An unused filter needs a value in a prepared statement. */
  readonly #unused: Record<string, null>;

  constructor(parts: SortedListParts<Filter, KeyName>) {
    const { table, keys, indexedFilters } = parts;
    this.#parts = parts;
    this.#indexed = Object.keys(indexedFilters) as Filter[]; // Object.keys forgets them.
    const conditions = parts.conditions(placeholder);
    this.#unused = Object.fromEntries(Object.keys(conditions).map((name) => [name, null]));
    const condition = meetsAll(conditions);
    this.#filtered = new FilteredList({ table, indexedFilters, keys, condition, unordered: this.#indexed });
  }

  /** The ids of a page. @throws invalid at `cursor` if it belongs to another order */
  async page(ctx: TenantContext, request: SortedPage<KeyName>): Promise<CursorPage<string>> {
    const { search, sort, usual, descending = false, cursor, limit } = request;
    const values = { ...this.#unused, ...request.values };
    if (search && this.#parts.search) return this.#searched(ctx, this.#parts.search, { ...request, search, values });
    const filters = this.#indexed.filter((name) => values[name] != null);
    return this.#filtered.page(ctx, { values, filters, key: sort ?? usual, ascending: !descending, cursor, limit });
  }

  /** The conditions of the used filters, for work without a time limit. */
  conditions({ tenant }: Pick<TenantContext, "tenant">, values: Record<string, unknown>): SQL[] {
    return usedConditions(this.#parts.conditions, { ...values, tenantId: tenant.id });
  }

  async #searched(
    ctx: TenantContext,
    search: RecordSearch,
    { search: text, values, sort, descending = false, cursor, limit }: SortedPage<KeyName> & { search: string },
  ): Promise<CursorPage<string>> {
    const key: Key | undefined = sort && this.#parts.keys[sort];
    const after = readCursor(cursor, key?.kind ?? "rank");
    const order = key && {
      value: keyValue(key),
      type: keyTypes[key.kind],
      text: (value: SQL) => keyText(key.kind, value),
      descending,
    };
    const rows = await search.page(ctx, text, this.conditions(ctx, values), {
      ...{ order, after, limit: limit + 1 },
    });
    const { items, nextCursor } = cursorPageOf(rows, limit, cursorOf);
    return { items: items.map(({ id }) => id), nextCursor };
  }
}
