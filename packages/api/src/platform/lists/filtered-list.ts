import { type PreparedQuery, preparedSql, type TenantTable } from "@waybill/db";
import { id as idSchema, moment } from "@waybill/validators";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type CursorPage, refuse, type TenantContext } from "../../core/index.ts";

// A list with combinable filters. A page scans a bounded number of rows in index order and checks each against all
// filters; the next page continues there. A page may therefore have fewer rows than its limit, or none, and still have
// a next page. The scan covers all rows, or the candidates of the most selective filter.

/** The rows scanned per page. */
export const mostLooked = 2500;

/** Up to this number of candidates, all are scanned, in any order. */
const fewEnough = 1000;
/** The maximum number of candidates of a filter known to be selective. */
const mostOfFew = 5000;

const given = sql.placeholder;
const tenantId = given("tenantId");

/** The parameters of a leader's SQL. */
export interface LeaderSearch {
  /** The maximum number of candidates. */
  limit: SQLWrapper;
  /** The condition that an id comes after the cursor. */
  after: (id: SQLWrapper) => SQL;
}

/** A sort key besides the id: a column that follows the tenant in an index. */
interface Key {
  column: PgColumn;
  kind: "moment" | "text";
  /** Conditions of partial indexes that together cover all rows; if omitted, one index covers them. */
  parts?: readonly SQL[];
}

interface ListParts<Leader extends string, KeyName extends string> {
  table: TenantTable & { id: PgColumn };
  /**
   * SQL of candidate ids of a filter, in a column `id`, by an index: newest first, except those of `unordered`.
   * Together at most the requested number. The first filters win if none is selective.
   */
  leaders: Record<Leader, (search: LeaderSearch) => SQL>;
  /** Filters with candidates in another order, used if they are selective. */
  unordered?: readonly NoInfer<Leader>[];
  keys: Record<KeyName, Key>;
  /** Whether a row meets all filters. An unused filter is null and lets everything through. */
  condition: SQL;
}

/** The requested page. */
interface PageAsked<Leader extends string, KeyName extends string> {
  /** The values of placeholders in leaders and condition. */
  values: Record<string, unknown>;
  /** The used filters that have a leader. */
  leaders: readonly Leader[];
  /** The filter known to be selective, as after a search. */
  few?: Leader | undefined;
  /** The sort key; the id, newest first, if omitted. */
  key?: KeyName | undefined;
  ascending?: boolean | undefined;
  /** The range of a sort key that is a time. */
  between?: { low: string; high: string } | undefined;
  cursor?: string | null | undefined;
  limit: number;
  /** Excluded ids. */
  without?: readonly string[];
}

interface LookedAt {
  id: string;
  key: string | null;
}

interface Queries {
  page: PreparedQuery<LookedAt>;
  last: PreparedQuery<LookedAt>;
}

/** Rows of a table by filters; see above. */
export class FilteredList<Leader extends string, KeyName extends string> {
  readonly #parts: ListParts<Leader, KeyName>;
  /** By source and order. */
  readonly #queries = new Map<string, Queries>();
  /** By the counted leaders. */
  readonly #counts = new Map<string, PreparedQuery<{ leader: Leader; counted: number }>>();

  constructor(parts: ListParts<Leader, KeyName>) {
    this.#parts = parts;
  }

  /** The ids of a page. @throws invalid at `cursor` if it belongs to another order */
  async page(ctx: TenantContext, asked: PageAsked<Leader, KeyName>): Promise<CursorPage<string>> {
    const { key, limit } = asked;
    const ascending = key !== undefined && asked.ascending === true;
    const after = readCursor(asked.cursor, key && this.#parts.keys[key].kind);
    const { source, few } = await this.#sourceOf(ctx, asked);
    const { page, last } = this.#queriesOf({ source, few, key, ascending, first: after === null });
    const values = {
      ...asked.values,
      without: [...(asked.without ?? [])],
      low: asked.between?.low ?? "-infinity",
      high: asked.between?.high ?? "infinity",
      afterId: after?.id ?? null,
      afterKey: after?.key ?? null,
      limit: limit + 1,
    };
    const found = await ctx.run(page, values);
    const items = found.slice(0, limit);
    const ended = found.length > limit ? items.at(-1) : (await ctx.run(last, values)).at(0);
    return { items: items.map(({ id }) => id), nextCursor: ended ? cursorOf(ended) : null };
  }

  /** The source of the scan, and whether it is selective. */
  async #sourceOf(ctx: TenantContext, { leaders, few, key, values }: PageAsked<Leader, KeyName>) {
    if (few) return { source: few, few: true } as const;
    const { unordered = [] } = this.#parts;
    const first = key ? undefined : leaders.find((leader) => !unordered.includes(leader));
    if (leaders.length === 0 || (leaders.length === 1 && first)) return { source: first, few: false } as const;
    const counts = await ctx.run(this.#countOf(leaders), values);
    const [fewest] = counts.toSorted((one, other) => one.counted - other.counted);
    if (fewest && fewest.counted <= fewEnough) return { source: fewest.leader, few: true } as const;
    return { source: first, few: false } as const;
  }

  #countOf(leaders: readonly Leader[]) {
    const name = leaders.join();
    const limit = sql`${fewEnough + 1}::int`;
    const counted = (leader: Leader) => sql`(select count(*)::int from (
      ${this.#parts.leaders[leader]({ limit, after: () => sql`true` })}) as led)`;
    const query =
      this.#counts.get(name) ??
      preparedSql<{ leader: Leader; counted: number }>(() =>
        sql.join(
          leaders.map((leader) => sql`select ${leader}::text as leader, ${counted(leader)} as counted`),
          sql` union all `,
        ),
      );
    this.#counts.set(name, query);
    return query;
  }

  #queriesOf(order: Order<Leader, KeyName>): Queries {
    const name = JSON.stringify(order);
    const queries = this.#queries.get(name) ?? this.#build(order);
    this.#queries.set(name, queries);
    return queries;
  }

  #build(order: Order<Leader, KeyName>): Queries {
    const { table, condition, keys } = this.#parts;
    const looked = this.#lookedAt(order);
    const way = order.ascending ? sql`asc` : sql`desc`;
    const sorted = order.key ? sql`looked.key ${way}, looked.id ${way}` : sql`looked.id ${way}`;
    const key = sql`${order.key ? keyText(keys[order.key].kind) : sql`null::text`} as key`;
    return {
      // In scan order, so that the scan ends with the last row of the page.
      page: preparedSql(
        () => sql`select looked.id, ${key} from (${looked}) as looked cross join lateral (
          select from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = looked.id
            and not (${table.id} = any(${given("without")}::uuid[])) and ${condition} offset 0) as found
          order by ${sorted} limit ${given("limit")}`,
      ),
      last: preparedSql(
        () =>
          sql`select looked.id, ${key} from (${looked}) as looked order by ${sorted} offset ${mostLooked - 1}::int limit 1`,
      ),
    };
  }

  /** SQL of rows to scan, in order: ids and sort keys. */
  #lookedAt({ source, few, key, ascending, first }: Order<Leader, KeyName>): SQL {
    const { table, leaders, keys } = this.#parts;
    const most = sql`${mostLooked}::int`;
    const way = ascending ? sql`asc` : sql`desc`;
    const beyond = ascending ? sql`>` : sql`<`;
    const after = (id: SQLWrapper) => (first ? sql`true` : sql`${id} ${beyond} ${given("afterId")}::uuid`);
    if (!key) {
      if (source) {
        return sql`select led.id from (${leaders[source]({ limit: most, after })}) as led
          order by led.id ${way} limit ${most}`;
      }
      return sql`select ${table.id} as id from ${table} where ${table.tenantId} = ${tenantId} and ${after(table.id)}
        order by ${table.id} ${way} limit ${most}`;
    }
    const { column, kind, parts = [sql`true`] } = keys[key];
    const type = kind === "moment" ? sql`timestamptz` : sql`text`;
    const afterBoth = first
      ? sql`true`
      : sql`(${column}, ${table.id}) ${beyond} ((${given("afterKey")}::text)::${type}, ${given("afterId")}::uuid)`;
    const own = sql`${table.tenantId} = ${tenantId} and ${afterBoth} and ${column} is not null`;
    const order = sql`order by ${column} ${way}, ${table.id} ${way} limit ${most}`;
    if (source && few) {
      const all = sql`${mostOfFew}::int`;
      return sql`select ${table.id} as id, ${column} as key
        from (${leaders[source]({ limit: all, after: () => sql`true` })}) as led
        join ${table} on ${table.id} = led.id where ${own} ${order}`;
    }
    const within =
      kind === "moment"
        ? sql`and ${column} >= (${given("low")}::text)::timestamptz and ${column} <= (${given("high")}::text)::timestamptz`
        : sql``;
    const scans = parts.map(
      (part) =>
        sql`(select ${table.id} as id, ${column} as key from ${table} where ${own} ${within} and ${part} ${order})`,
    );
    const [only] = scans;
    if (scans.length === 1 && only) return only;
    return sql`select id, key from (${sql.join(scans, sql` union all `)}) as part order by key ${way}, id ${way} limit ${most}`;
  }
}

interface Order<Leader extends string, KeyName extends string> {
  source: Leader | undefined;
  few: boolean;
  key: KeyName | undefined;
  ascending: boolean;
  /** Whether it is the first page. */
  first: boolean;
}

const keyText = (kind: Key["kind"]) =>
  kind === "moment" ? sql`to_char(looked.key at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql`looked.key`;

/**
 * The start of a page.
 *
 * @param kind of the sort key, if it is not the id.
 * @throws invalid at `cursor` if it belongs to another order
 */
export function readCursor(
  cursor: string | null | undefined,
  kind?: Key["kind"],
): { id: string; key: string | null } | null {
  if (!cursor) return null;
  const at = cursor.indexOf("~");
  const [text, key] = at < 0 ? [cursor, null] : [cursor.slice(0, at), cursor.slice(at + 1)];
  const fits = kind === undefined ? key === null : key !== null && (kind === "text" || moment.safeParse(key).success);
  const id = idSchema.safeParse(text).data;
  if (!fits || id === undefined) {
    const message = "The sort order has changed. Start again from the first page.";
    refuse({ path: ["cursor"], code: "invalid", message });
  }
  return { id, key };
}

const cursorOf = ({ id, key }: LookedAt) => (key === null ? id : `${id}~${key}`);
