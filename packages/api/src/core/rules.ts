import type { EntityName, FieldIssue } from "@waybill/validators";
import { zodIssues } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";
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

/** A business rule that reports on a field. Made by {@link refers} and {@link unique}. */
export interface Rule<Path extends string = string> {
  path: Path;
  /** The path whose value is the row being edited, which a rule of uniqueness does not count. */
  exceptPath?: Path;
  /** The rows that answer for these values: columns `key` (text) and `stale` (boolean). */
  query(values: unknown[], except: unknown): SQL;
  judge(found: Found, answer: Answer | undefined): FieldIssue | null;
  keyOf(value: unknown): string;
}

/** What a value can refer to: a table of rows that this user in this tenant may use. */
export interface Target {
  entity: EntityName;
  table: PgTable;
  id: PgColumn;
  /** The rows that exist and may no longer be chosen. */
  stale?: SQL;
  /** What to say of those. */
  staleMessage?: string;
}

/** The value has to be the id of a row that exists and may be chosen. */
export function refers<const Path extends string>(target: Target, path: Path): Rule<Path> {
  return {
    path,
    keyOf: String,
    query: (values) => sql`
      select ${target.id}::text as key, ${target.stale ?? sql`false`} as stale
      from ${target.table} where ${target.id} = any(${sql.param(values)}::uuid[])`,
    judge(found, answer) {
      if (answer && !answer.stale) return null;
      return {
        path: found.path,
        code: answer ? "stale" : "not_found",
        entity: target.entity,
        message: answer
          ? (target.staleMessage ?? `This ${target.entity} can no longer be used.`)
          : `This ${target.entity} does not exist any more. Choose another one.`,
      };
    },
  };
}

/**
 * No other row may have the value.
 *
 * @param options.except the path of the id of the row being edited.
 * @param options.message what to say of a value that is taken.
 * @param options.ignoreCase whether `A` and `a` are the same.
 */
export function unique<const Path extends string, const Except extends string = never>(
  column: PgColumn,
  path: Path,
  options: { entity: EntityName; message: (value: string) => string; except?: Except; ignoreCase?: boolean },
): Rule<Path | Except> {
  const { entity, message, except, ignoreCase } = options;
  const compared = ignoreCase ? sql`lower(${column})` : sql`${column}`;
  const keyOf = (value: unknown) => (ignoreCase ? String(value).toLowerCase() : String(value));
  const own = (id: unknown) => (except && id ? sql` and id <> ${id}::uuid` : sql``);
  return {
    path,
    ...(except ? { exceptPath: except } : {}),
    keyOf,
    query: (values, exceptId) => sql`
      select ${compared} as key, false as stale
      from ${column.table} where ${compared} = any(${sql.param(values.map(keyOf))}::text[])${own(exceptId)}`,
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

/** Every value at a path of the raw input that is well formed by itself, as its schema reads it. */
function wellFormed(schema: z.ZodType, input: unknown, pattern: string): Found[] {
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
  return collect(input, 0, []);
}

const answers = z.array(z.object({ rule: z.number(), key: z.string(), stale: z.boolean() }));

/** Asks the database about all rules at once: one statement, whatever their number. */
async function broken(schema: z.ZodType, rules: readonly Rule[], input: unknown): Promise<FieldIssue[]> {
  const asked = rules
    .map((rule) => ({
      rule,
      found: wellFormed(schema, input, rule.path),
      except: rule.exceptPath ? wellFormed(schema, input, rule.exceptPath)[0]?.value : undefined,
    }))
    .filter(({ found }) => found.length > 0);
  if (asked.length === 0) return [];

  const queries = asked.map(
    ({ rule, found, except }, index) =>
      sql`select ${sql.raw(String(index))} as rule, key, stale from (${rule.query(
        found.map(({ value }) => value),
        except,
      )}) as answer`,
  );
  const rows = answers.parse(await currentWork().db.execute(sql.join(queries, sql` union all `)));
  const byKey = new Map(rows.map((row) => [`${row.rule}:${row.key}`, row]));
  return asked.flatMap(({ rule, found }, index) =>
    found.flatMap((value) => rule.judge(value, byKey.get(`${index}:${rule.keyOf(value.value)}`)) ?? []),
  );
}

/**
 * An input with its rules, for a procedure's `.input(…)`: format and business issues come in one answer. Where some
 * fields fail their schema, the rules whose own fields are well formed still run.
 *
 * @throws {InputRefused} with every issue.
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  rules: readonly Rule<PathOf<z.input<Schema>>>[],
): {
  _input: z.input<Schema>;
  _output: z.output<Schema>;
  /** The form alone, without the rules. */
  schema: Schema;
  parseAsync(input: unknown): Promise<z.output<Schema>>;
} {
  return {
    schema,
    ...({} as { _input: z.input<Schema>; _output: z.output<Schema> }), // types only; tRPC reads them
    async parseAsync(input) {
      const parsed = schema.safeParse(input);
      const formal = parsed.success ? [] : zodIssues(parsed.error, input);
      const issues = [...formal, ...(await broken(schema, rules, input))];
      if (!parsed.success || issues.length > 0) throw new InputRefused(issues);
      return parsed.data;
    },
  };
}
