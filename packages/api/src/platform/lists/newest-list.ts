import type { PreparedQuery, TenantTable } from "@waybill/db";
import type { Days } from "@waybill/validators";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type CursorPage, cursorPageOf, type TenantContext } from "../../core/index.ts";
import { readCursor } from "./cursor.ts";
import { dayRange, idRange } from "./days.ts";
import {
  type CandidateSearch,
  type FilterCondition,
  FilteredList,
  type FilterValue,
  hasValue,
  meetsAll,
  usedConditions,
} from "./filtered-list.ts";

// A list of records in the order of their ids, the newest first. Filters combine as in FilteredList; each filter of a
// column has an index of tenant, column and id. A page without a filter, or with one of them, takes one statement.

const placeholder = sql.placeholder;

/** A filter by a column: rows with one of some values. */
interface ColumnFilter {
  column: PgColumn;
  /** The maximum number of different values; one if omitted. */
  most?: number;
}

interface NewestListParts<Filter extends string, Row extends { id: string }> {
  table: TenantTable & { id: PgColumn };
  /** The query of rows that meet a condition: newest first, as many as the placeholder `limit`. */
  rows: (condition: SQL) => PreparedQuery<Row>;
  columns: Record<Filter, ColumnFilter>;
  /** The column of a filter by days: the time of an id. */
  time?: PgColumn;
  /** Filters without an index, which are true or unused. */
  flags?: Record<string, SQL>;
}

/** The filters of a list request; an unused one is missing or empty. */
interface NewestFilters<Filter extends string> {
  columns: Partial<Record<Filter, readonly string[]>>;
  days?: Days | undefined;
  flags?: Record<string, boolean | undefined>;
}

interface NewestPage<Filter extends string> extends NewestFilters<Filter> {
  cursor?: string | null | undefined;
  limit: number;
}

/** Records by filters, the newest first; see above. */
export class NewestList<Filter extends string, Row extends { id: string }> {
  readonly #parts: NewestListParts<Filter, Row>;
  readonly #names: readonly Filter[];
  readonly #filtered: FilteredList<Filter, never>;
  readonly #rowsByIds: PreparedQuery<Row>;
  /** The queries with one filter of a column or none, by its name. */
  readonly #simple = new Map<string, PreparedQuery<Row>>();

  constructor(parts: NewestListParts<Filter, Row>) {
    const { table, columns } = parts;
    this.#parts = parts;
    this.#names = Object.keys(columns) as Filter[]; // Object.keys forgets them.
    const indexedFilters = Object.fromEntries(
      this.#names.map((name) => [name, (search: CandidateSearch) => this.#candidates(name, search)]),
    ) as Record<Filter, (search: CandidateSearch) => SQL>; // Object.fromEntries forgets the names.
    const condition = meetsAll(this.#conditions(placeholder));
    this.#filtered = new FilteredList({ table, indexedFilters, keys: {}, condition });
    this.#rowsByIds = this.#rows(sql`${table.id} = any(${placeholder("ids")}::uuid[])`);
  }

  /** A page of rows. */
  async page(ctx: TenantContext, { cursor, limit, ...request }: NewestPage<Filter>): Promise<CursorPage<Row>> {
    const { flags = {} } = request;
    const values = this.#valuesOf(ctx, request);
    const filters = this.#names.filter((name) => values[name] !== null);
    const ids = idRange(ctx, dayRange(ctx, request.days));
    if (filters.length <= 1 && !ids && !Object.values(flags).some(Boolean)) {
      const after = readCursor(cursor)?.id;
      const query = this.#simpleQuery(filters.at(0), after === undefined);
      return cursorPageOf(await ctx.run(query, { ...values, after, limit: limit + 1 }), limit, ({ id }) => id);
    }
    const { items: found, nextCursor } = await this.#filtered.page(ctx, { values, filters, ids, cursor, limit });
    const items = found.length > 0 ? await ctx.run(this.#rowsByIds, { ids: found, limit: found.length }) : [];
    return { items, nextCursor };
  }

  /** The conditions of the used filters, for work without a time limit. */
  conditions(ctx: TenantContext, request: NewestFilters<Filter>): SQL[] {
    const { id } = this.#parts.table;
    const ids = idRange(ctx, dayRange(ctx, request.days));
    const range = ids ? [sql`${id} >= ${ids.low}::uuid`, sql`${id} < ${ids.high}::uuid`] : [];
    return [...range, ...usedConditions((given) => this.#conditions(given), this.#valuesOf(ctx, request))];
  }

  #simpleQuery(filter: Filter | undefined, first: boolean): PreparedQuery<Row> {
    const { id } = this.#parts.table;
    const name = JSON.stringify([filter, first]);
    const after = (column: SQLWrapper) => (first ? sql`true` : sql`${column} < ${placeholder("after")}::uuid`);
    const query =
      this.#simple.get(name) ??
      this.#rows(
        filter ? sql`${id} in (${this.#candidates(filter, { limit: placeholder("limit"), after })})` : after(id),
      );
    this.#simple.set(name, query);
    return query;
  }

  #rows(condition: SQL): PreparedQuery<Row> {
    const { table, rows } = this.#parts;
    return rows(sql`${table.tenantId} = ${placeholder("tenantId")} and ${condition}`);
  }

  /** The values of the filters; null for an unused one. */
  #valuesOf(ctx: TenantContext, { columns, days, flags = {} }: NewestFilters<Filter>): Record<string, unknown> {
    const { from, to } = dayRange(ctx, days);
    return {
      ...Object.fromEntries(
        this.#names.map((name) => [name, columns[name]?.length ? [...new Set(columns[name])] : null]),
      ),
      ...Object.fromEntries(Object.keys(this.#parts.flags ?? {}).map((name) => [name, flags[name] ? true : null])),
      ...(this.#parts.time ? { from, to, timeZone: ctx.tenant.timeZone } : {}),
    };
  }

  #conditions(given: FilterValue): Record<string, FilterCondition> {
    const { columns, time, flags = {} } = this.#parts;
    const day = time && sql`(${time} at time zone ${given("timeZone")}::text)::date`;
    return {
      ...Object.fromEntries(
        this.#names.map((name) => {
          const { column } = columns[name];
          const type = arrayOf(column);
          return [name, { type, condition: sql`${column} = any(${given(name)}::${type})` }];
        }),
      ),
      ...(day && {
        from: { type: sql`text`, condition: sql`${day} >= (${given("from")}::text)::date` },
        to: { type: sql`text`, condition: sql`${day} <= (${given("to")}::text)::date` },
      }),
      ...Object.fromEntries(
        Object.entries(flags).map(([name, condition]) => [name, { type: sql`boolean`, condition }]),
      ),
    };
  }

  /** SQL of the ids of rows with one of the values of a column: the merged ids of each value. */
  #candidates(name: Filter, { limit, after }: CandidateSearch): SQL {
    const { table, columns } = this.#parts;
    const { column, most = 1 } = columns[name];
    const ofEach = Array.from({ length: most }, (_, n) => {
      const value = sql`(${placeholder(name)}::${arrayOf(column)})[${n + 1}::int]`;
      return sql`(
        select ${table.id} as id from ${table} where ${table.tenantId} = ${placeholder("tenantId")}
          and ${hasValue(column, value)} and ${after(table.id)}
        order by ${table.id} desc limit ${limit})`;
    });
    return sql`select id from (${sql.join(ofEach, sql` union all `)}) as one order by id desc limit ${limit}`;
  }
}

const arrayOf = (column: PgColumn) => (column.getSQLType() === "uuid" ? sql`uuid[]` : sql`text[]`);
