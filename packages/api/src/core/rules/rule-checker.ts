import { preparedSql } from "@waybill/db";
import type { FieldIssue } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { currentWork } from "../work/unit-of-work.ts";
import type { FieldValue, Rule } from "./rules.ts";

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

/** A function that finds the issues of a raw input, with one statement for all rules. */
export function ruleChecker(schema: z.ZodType, rules: readonly Rule[]): (input: unknown) => Promise<FieldIssue[]> {
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
