import { type PreparedQuery, preparedSql, type TenantTable } from "@waybill/db";
import { id as idSchema, moment } from "@waybill/validators";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type CursorPage, refuse, type TenantContext } from "../../core/index.ts";

// A list of things by filters that combine. Whatever they are, a page looks at a bounded number of things, in the order of
// an index, and asks each for the rest; the next page goes on from there. So a page may have fewer things than its limit,
// none even, and have a next one. What is looked at are all things, or those that the rarest filter leads to.

/** So many things are looked at for a page. */
export const mostLooked = 2500;

/** Where a filter leads to no more things than that, all of them are looked at, in any order. */
const fewEnough = 1000;
/** The most things that a filter which is known to lead to few leads to. */
const mostOfFew = 5000;

const given = sql.placeholder;
const tenantId = given("tenantId");

/** What the SQL of a leader is made of. */
export interface LeaderSearch {
  /** How many are asked for at the most. */
  limit: SQLWrapper;
  /** Whether an id comes after the cursor. */
  after: (id: SQLWrapper) => SQL;
}

/** What a list can be ordered by, besides its things' ids: a column that an index has after the tenant. */
interface Key {
  column: PgColumn;
  kind: "moment" | "text";
  /** Conditions of partial indexes that have all things together; one index has them all where it is left out. */
  parts?: readonly SQL[];
}

interface ListParts<Leader extends string, KeyName extends string> {
  table: TenantTable & { id: PgColumn };
  /**
   * SQL of the ids of things that a filter leads to, in a column `id`, by an index: the newest first, but for those of
   * `unordered`. Together no more than asked for. The first ones lead where none leads to few things.
   */
  leaders: Record<Leader, (search: LeaderSearch) => SQL>;
  /** Filters that lead to things in another order, and lead where these are few. */
  unordered?: readonly NoInfer<Leader>[];
  keys: Record<KeyName, Key>;
  /** Whether a thing has all that is asked for. What is not asked for is null, and lets everything through. */
  condition: SQL;
}

/** Which page is asked for. */
interface PageAsked<Leader extends string, KeyName extends string> {
  /** What the placeholders of leaders and condition stand for. */
  values: Record<string, unknown>;
  /** The filters that lead to things, among those that are asked for. */
  leaders: readonly Leader[];
  /** The one that is known to lead to few things, as a search knows. */
  few?: Leader | undefined;
  /** What the list is ordered by; by its things' ids, the newest first, where it is left out. */
  key?: KeyName | undefined;
  ascending?: boolean | undefined;
  /** Between which values of a key that is a moment. */
  between?: { low: string; high: string } | undefined;
  cursor?: string | null | undefined;
  limit: number;
  /** Ids that are left out. */
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

/** Things of a table by filters, see above. */
export class FilteredList<Leader extends string, KeyName extends string> {
  readonly #parts: ListParts<Leader, KeyName>;
  /** By where the things come from, and their order. */
  readonly #queries = new Map<string, Queries>();
  /** By the leaders that are counted. */
  readonly #counts = new Map<string, PreparedQuery<{ leader: Leader; counted: number }>>();

  constructor(parts: ListParts<Leader, KeyName>) {
    this.#parts = parts;
  }

  /** The ids of a page. @throws invalid at `cursor` where it is none of a list in this order */
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

  /** Where the things come from that are looked at, and whether these are few. */
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
      // In the order in which they are looked at, so that it ends with the last row of the page.
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

  /** SQL of things to be looked at, in order: their ids, and what they are ordered by. */
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
 * Where a page begins.
 *
 * @param kind of what the list is ordered by, where that is not its things' ids.
 * @throws invalid at `cursor` where it is none of a list in this order
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
