import type { TRPCErrorShape } from "@trpc/server/rpc";
import { preparedSql, type TenantTable } from "@waybill/db";
import type { EntityName, FieldIssue } from "@waybill/validators";
import { zodIssues } from "@waybill/validators";
import { getTableColumns, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { displayNameOf } from "./entities.ts";
import { InputRefused } from "./errors.ts";
import { currentWork } from "./unit-of-work.ts";

/** A path in an input, with `*` for each entry of a list: `lines.*.itemId`. */
export type PathOf<T> = T extends readonly (infer Entry)[]
  ? `*` | `*.${PathOf<Entry>}`
  : T extends object
    ? { [Key in keyof T & string]: Key | `${Key}.${PathOf<NonNullable<T[Key]>>}` }[keyof T & string]
    : never;

/** A valid value of the input, and its path. */
interface FieldValue {
  path: (string | number)[];
  value: unknown;
}

/** The result of a rule's query for one value. */
interface RuleResult {
  key: string;
  unavailable: boolean;
}

/** A business rule of a field, with its codes. Made by {@link refers} and {@link unique}. */
export interface Rule<
  Path extends string = string,
  Code extends FieldIssue["code"] = FieldIssue["code"],
  Except extends string = string,
> {
  path: Path;
  /** The path of the edited row's id, which a rule of uniqueness excludes. */
  exceptPath?: Except;
  /**
   * Returns the columns `key` (text) and `unavailable` (boolean).
   *
   * @param keys an array of the values' keys.
   * @param except the id of the edited row, or null.
   * @param tenantId the tenant; a rule that uses it cannot run outside of a tenant.
   */
  query(keys: Placeholder, except: Placeholder, tenantId: Placeholder): SQL;
  issueOf(field: FieldValue, result: RuleResult | undefined): (FieldIssue & { code: Code }) | null;
  keyOf(value: unknown): string;
}

/** A table that values can refer to: rows that the user may use in this tenant. */
export interface Target {
  entity: EntityName;
  table: TenantTable & { id: PgColumn };
  /** The column with the name for people. */
  label?: PgColumn;
  /** A condition: the row exists but may no longer be chosen. */
  unavailable?: SQL;
  /** The message for such rows. */
  unavailableMessage?: string;
}

/** The value must be the id of an existing row that may be chosen. */
export function refers<const Path extends string>(
  target: Target,
  path: Path,
): Rule<Path, "stale" | "not_found", never> {
  const { table, unavailable } = target;
  return {
    path,
    keyOf: String,
    query: (keys, _except, tenantId) => sql`
      select ${table.id}::text as key, ${unavailable ?? sql`false`} as unavailable
      from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = any(${keys}::uuid[])`,
    issueOf(field, result) {
      if (result && !result.unavailable) return null;
      return {
        path: field.path,
        code: result ? "stale" : "not_found",
        entity: target.entity,
        message: result
          ? (target.unavailableMessage ?? `This ${displayNameOf(target.entity)} can no longer be used.`)
          : `This ${displayNameOf(target.entity)} does not exist any more. Choose another one.`,
      };
    },
  };
}

/**
 * No other row may have the value, in the tenant, or at all for a table without tenants.
 *
 * @param options.except the path of the edited row's id.
 * @param options.message the message for a taken value.
 * @param options.where a condition on the rows.
 * @param options.ignoreCase whether `A` equals `a`.
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
  // The database lowers the case, as in the index: JavaScript lowers some letters differently.
  const compared = (text: SQL | PgColumn) => (ignoreCase ? sql`lower(${text})` : sql`${text}`);
  const { tenantId: ofTenant } = getTableColumns(column.table);
  return {
    path,
    ...(except ? { exceptPath: except } : {}),
    keyOf: String,
    query: (keys, id, tenantId) => sql`
      select input.key, false as unavailable
      from unnest(${keys}::text[]) as input (key)
      join ${column.table} on ${ofTenant ? sql`${ofTenant} = ${tenantId} and ` : sql``}${compared(column)} = ${compared(sql`input.key`)}${
        except ? sql` and id is distinct from ${id}::uuid` : sql``
      }${where ? sql` and (${where})` : sql``}`,
    issueOf(field, result) {
      return result ? { path: field.path, code: "taken", entity, message: message(String(field.value)) } : null;
    },
  };
}

/** The schema of a field; undefined for a wrong path. */
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

/** Finds all valid values at a path of a raw input. */
function valueFinder(schema: z.ZodType, pattern: string): (input: unknown) => FieldValue[] {
  const keys = pattern.split(".");
  const field = fieldSchema(schema, keys);
  if (!field) throw new Error(`The schema has no field at ${pattern}.`);
  const collect = (value: unknown, index: number, path: FieldValue["path"]): FieldValue[] => {
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

const results = z.array(z.object({ rule: z.number(), key: z.string(), unavailable: z.boolean() }));

/** One statement for all rules. */
const ruleStatement = (rules: readonly Rule[]) =>
  preparedSql(() => {
    const queries = rules.map((rule, index) => {
      const [keys, except] = [sql.placeholder(`keys${index}`), sql.placeholder(`except${index}`)];
      const result = rule.query(keys, except, sql.placeholder("tenantId"));
      return sql`select ${sql.raw(String(index))} as rule, key, unavailable from (${result}) as result`;
    });
    return sql.join(queries, sql` union all `);
  });

/** Finds the issues of a raw input. */
function ruleChecker(schema: z.ZodType, rules: readonly Rule[]): (input: unknown) => Promise<FieldIssue[]> {
  const statement = ruleStatement(rules);
  const finders = rules.map(({ path, exceptPath }) => ({
    find: valueFinder(schema, path),
    findExcept: exceptPath ? valueFinder(schema, exceptPath) : () => [],
  }));
  return async (input) => {
    const found = finders.map(({ find }) => find(input));
    if (found.every((values) => values.length === 0)) return [];
    const values: Record<string, unknown> = {};
    for (const [index, { keyOf }] of rules.entries()) {
      values[`keys${index}`] = (found[index] ?? []).map(({ value }) => keyOf(value));
      values[`except${index}`] = finders[index]?.findExcept(input)[0]?.value ?? null;
    }
    const rows = results.parse(await currentWork().run(statement, values));
    const byKey = new Map(rows.map((row) => [`${row.rule}:${row.key}`, row]));
    return rules.flatMap((rule, index) =>
      (found[index] ?? []).flatMap((one) => rule.issueOf(one, byKey.get(`${index}:${rule.keyOf(one.value)}`)) ?? []),
    );
  };
}

/** The possible refusals of rules: paths with their codes. */
type RefusalOf<Rules extends readonly Rule[]> = {
  [Index in keyof Rules]: Rules[Index] extends Rule<infer Path, infer Code, string>
    ? { path: Path; code: Code }
    : never;
}[number];

/**
 * The error of a procedure whose input has rules. Its type contains the possible refusals, for forms; `refuses` is never
 * sent.
 */
interface RuledError<Refusal> extends TRPCErrorShape {
  data: { issues: FieldIssue[]; refuses?: Refusal };
}

/**
 * An input with rules, for a procedure's `.errors(….refuses).input(…)`. One answer has the issues of the schema and of the
 * rules; a rule also runs where other fields are invalid.
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
  /** The schema without the rules. */
  schema: Schema;
  /** Adds the possible refusals to the type of the procedure's error. */
  refuses(): RuledError<RefusalOf<Rules>> | undefined;
  parseAsync(input: unknown): Promise<z.output<Schema>>;
} {
  const findIssues = ruleChecker(schema, rules);
  return {
    schema,
    ...({} as { _input: z.input<Schema>; _output: z.output<Schema> }), // types only; tRPC reads them
    refuses: () => undefined,
    async parseAsync(input) {
      const parsed = schema.safeParse(input);
      const formal = parsed.success ? [] : zodIssues(parsed.error, input);
      const issues = [...formal, ...(await findIssues(input))];
      if (!parsed.success || issues.length > 0) throw new InputRefused(issues);
      return parsed.data;
    },
  };
}
