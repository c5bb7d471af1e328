import type { TRPCErrorShape } from "@trpc/server/rpc";
import { preparedSql, type TenantTable } from "@waybill/db";
import type { EntityName, FieldIssue } from "@waybill/validators";
import { zodIssues } from "@waybill/validators";
import { getTableColumns, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { wordFor } from "./entities.ts";
import { InputRefused } from "./errors.ts";
import { currentWork } from "./unit-of-work.ts";

/** Where in an input, with `*` for each entry of a list: `lines.*.itemId`. */
export type PathOf<T> = T extends readonly (infer Entry)[]
  ? `*` | `*.${PathOf<Entry>}`
  : T extends object
    ? { [Key in keyof T & string]: Key | `${Key}.${PathOf<NonNullable<T[Key]>>}` }[keyof T & string]
    : never;

/** A value of the input that is well formed, and where it stands. */
interface Found {
  path: (string | number)[];
  value: unknown;
}

/** What a rule's query says of one value. */
interface Answer {
  key: string;
  stale: boolean;
}

/** A business rule that reports on a field, by one of its codes. Made by {@link refers} and {@link unique}. */
export interface Rule<
  Path extends string = string,
  Code extends FieldIssue["code"] = FieldIssue["code"],
  Except extends string = string,
> {
  path: Path;
  /** The path whose value is the row being edited, which a rule of uniqueness does not count. */
  exceptPath?: Except;
  /**
   * The rows that answer: columns `key` (text) and `stale` (boolean).
   *
   * @param keys stands for the values' keys, an array.
   * @param except stands for the id of the row being edited, or null.
   * @param tenantId stands for the tenant. Where there is none, a rule that asks for it cannot be asked.
   */
  query(keys: Placeholder, except: Placeholder, tenantId: Placeholder): SQL;
  judge(found: Found, answer: Answer | undefined): (FieldIssue & { code: Code }) | null;
  keyOf(value: unknown): string;
}

/** What a value can refer to: a table of rows that this user in this tenant may use. */
export interface Target {
  entity: EntityName;
  table: TenantTable & { id: PgColumn };
  /** What people know a row by, for what refers to things of any kind. */
  label?: PgColumn;
  /** The rows that exist and may no longer be chosen. */
  stale?: SQL;
  /** What to say of those. */
  staleMessage?: string;
}

/** The value has to be the id of a row that exists and may be chosen. */
export function refers<const Path extends string>(
  target: Target,
  path: Path,
): Rule<Path, "stale" | "not_found", never> {
  const { table, stale } = target;
  return {
    path,
    keyOf: String,
    query: (keys, _except, tenantId) => sql`
      select ${table.id}::text as key, ${stale ?? sql`false`} as stale
      from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = any(${keys}::uuid[])`,
    judge(found, answer) {
      if (answer && !answer.stale) return null;
      return {
        path: found.path,
        code: answer ? "stale" : "not_found",
        entity: target.entity,
        message: answer
          ? (target.staleMessage ?? `This ${wordFor(target.entity)} can no longer be used.`)
          : `This ${wordFor(target.entity)} does not exist any more. Choose another one.`,
      };
    },
  };
}

/**
 * No other row may have the value: none of the tenant, or none at all where the table has no tenants.
 *
 * @param options.except the path of the id of the row being edited.
 * @param options.message what to say of a value that is taken.
 * @param options.where the rows that count; all where nothing is said.
 * @param options.ignoreCase whether `A` and `a` are the same.
 */
export function unique<const Path extends string, const Except extends string = never>(
  column: PgColumn,
  path: Path,
  options: {
    entity: EntityName;
    message: (value: string) => string;
    except?: Except;
    ignoreCase?: boolean;
    where?: SQL;
  },
): Rule<Path, "taken", Except> {
  const { entity, message, except, ignoreCase, where } = options;
  // The database decides what is the same, as it does for the index: it lowers some letters in another way than we do.
  const compared = (text: SQL | PgColumn) => (ignoreCase ? sql`lower(${text})` : sql`${text}`);
  const { tenantId: ofTenant } = getTableColumns(column.table);
  return {
    path,
    ...(except ? { exceptPath: except } : {}),
    keyOf: String,
    query: (keys, id, tenantId) => sql`
      select asked.key, false as stale
      from unnest(${keys}::text[]) as asked (key)
      join ${column.table} on ${ofTenant ? sql`${ofTenant} = ${tenantId} and ` : sql``}${compared(column)} = ${compared(sql`asked.key`)}${
        except ? sql` and id is distinct from ${id}::uuid` : sql``
      }${where ? sql` and (${where})` : sql``}`,
    judge(found, answer) {
      return answer ? { path: found.path, code: "taken", entity, message: message(String(found.value)) } : null;
    },
  };
}

/** The schema of one field, out of the schema of the whole input. Undefined where the path leads nowhere. */
function fieldSchema(schema: unknown, path: string[]): z.ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return fieldSchema(schema.unwrap(), path);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof z.ZodType ? schema : undefined;
  if (schema instanceof z.ZodPipe) return fieldSchema(schema.in, path);
  if (schema instanceof z.ZodObject) return fieldSchema(schema.shape[key], rest);
  if (schema instanceof z.ZodArray && key === "*") return fieldSchema(schema.element, rest);
  return undefined;
}

/** Finds every value at a path of a raw input that is well formed by itself, as its schema reads it. */
function finderOf(schema: z.ZodType, pattern: string): (input: unknown) => Found[] {
  const keys = pattern.split(".");
  const field = fieldSchema(schema, keys);
  if (!field) throw new Error(`The schema has no field at ${pattern}.`);
  const collect = (value: unknown, index: number, path: Found["path"]): Found[] => {
    const key = keys[index];
    if (key === undefined) {
      const parsed = field.safeParse(value);
      return parsed.success && parsed.data != null ? [{ path, value: parsed.data }] : [];
    }
    if (key === "*") {
      return Array.isArray(value) ? value.flatMap((entry, at) => collect(entry, index + 1, [...path, at])) : [];
    }
    if (typeof value !== "object" || value === null) return [];
    return collect(Reflect.get(value, key), index + 1, [...path, key]);
  };
  return (input) => collect(input, 0, []);
}

const answers = z.array(z.object({ rule: z.number(), key: z.string(), stale: z.boolean() }));

/** Asks about all rules at once: one statement, whatever their number. */
const questionOf = (rules: readonly Rule[]) =>
  preparedSql(() => {
    const queries = rules.map((rule, index) => {
      const [keys, except] = [sql.placeholder(`keys${index}`), sql.placeholder(`except${index}`)];
      const answer = rule.query(keys, except, sql.placeholder("tenantId"));
      return sql`select ${sql.raw(String(index))} as rule, key, stale from (${answer}) as answer`;
    });
    return sql.join(queries, sql` union all `);
  });

/** What finds the issues that break the rules, in a raw input. */
function judgeOf(schema: z.ZodType, rules: readonly Rule[]): (input: unknown) => Promise<FieldIssue[]> {
  const question = questionOf(rules);
  const finders = rules.map(({ path, exceptPath }) => ({
    find: finderOf(schema, path),
    findExcept: exceptPath ? finderOf(schema, exceptPath) : () => [],
  }));
  return async (input) => {
    const found = finders.map(({ find }) => find(input));
    if (found.every((values) => values.length === 0)) return [];
    const given: Record<string, unknown> = {};
    for (const [index, { keyOf }] of rules.entries()) {
      given[`keys${index}`] = (found[index] ?? []).map(({ value }) => keyOf(value));
      given[`except${index}`] = finders[index]?.findExcept(input)[0]?.value ?? null;
    }
    const rows = answers.parse(await currentWork().run(question, given));
    const byKey = new Map(rows.map((row) => [`${row.rule}:${row.key}`, row]));
    return rules.flatMap((rule, index) =>
      (found[index] ?? []).flatMap((one) => rule.judge(one, byKey.get(`${index}:${rule.keyOf(one.value)}`)) ?? []),
    );
  };
}

/** What rules may refuse: a path, with each code that its rules give. */
type RefusalOf<Rules extends readonly Rule[]> = {
  [Index in keyof Rules]: Rules[Index] extends Rule<infer Path, infer Code, string>
    ? { path: Path; code: Code }
    : never;
}[number];

/**
 * The error of a procedure whose input has rules: what they may refuse is in its type, where forms read it. Nothing of
 * `refuses` is sent.
 */
interface RuledError<Refusal> extends TRPCErrorShape {
  data: { issues: FieldIssue[]; refuses?: Refusal };
}

/**
 * An input with its rules, for a procedure's `.errors(….refuses).input(…)`: format and business issues come in one
 * answer. Where some fields fail their schema, the rules whose own fields are well formed still run.
 *
 * @throws {InputRefused} with every issue.
 */
export function checked<
  Schema extends z.ZodType,
  const Rules extends readonly Rule<PathOf<z.input<Schema>>, FieldIssue["code"], PathOf<z.input<Schema>>>[],
>(
  schema: Schema,
  rules: Rules,
): {
  _input: z.input<Schema>;
  _output: z.output<Schema>;
  /** The form alone, without the rules. */
  schema: Schema;
  /** Gives the procedure's error the type that says what the rules may refuse; leaves the error to the router. */
  refuses(): RuledError<RefusalOf<Rules>> | undefined;
  parseAsync(input: unknown): Promise<z.output<Schema>>;
} {
  const broken = judgeOf(schema, rules);
  return {
    schema,
    ...({} as { _input: z.input<Schema>; _output: z.output<Schema> }), // types only; tRPC reads them
    refuses: () => undefined,
    async parseAsync(input) {
      const parsed = schema.safeParse(input);
      const formal = parsed.success ? [] : zodIssues(parsed.error, input);
      const issues = [...formal, ...(await broken(input))];
      if (!parsed.success || issues.length > 0) throw new InputRefused(issues);
      return parsed.data;
    },
  };
}
