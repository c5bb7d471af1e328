import type { TenantTable } from "@waybill/db";
import type { EntityName, FieldIssue } from "@waybill/validators";
import { getTableColumns, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { displayNameOf } from "../data/entities.ts";

/** A path in an input, with `*` for each entry of a list: `lines.*.itemId`. */
export type PathOf<T> = T extends readonly (infer Entry)[]
  ? `*` | `*.${PathOf<Entry>}`
  : T extends object
    ? { [Key in keyof T & string]: Key | `${Key}.${PathOf<NonNullable<T[Key]>>}` }[keyof T & string]
    : never;

/** A valid value of the input, and its path. */
export interface FieldValue {
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

type UnavailableCode = "archived" | "invalid";

/** A table that values can refer to: rows that the user may use in this tenant. */
export interface Target {
  entity: EntityName;
  table: TenantTable & { id: PgColumn };
  /** The column with the name for people. */
  label?: PgColumn;
  /** Rows that exist but may not be chosen, and the issue for them. */
  unavailable?: { where: SQL; code: UnavailableCode; message: string };
}

/** The value must be the id of an existing row that may be chosen. */
export function refers<const Path extends string>(
  target: Target,
  path: Path,
): Rule<Path, UnavailableCode | "not_found", never> {
  const { table, unavailable } = target;
  return {
    path,
    keyOf: String,
    query: (keys, _except, tenantId) => sql`
      select ${table.id}::text as key, ${unavailable?.where ?? sql`false`} as unavailable
      from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = any(${keys}::uuid[])`,
    issueOf(field, result) {
      if (result && !result.unavailable) return null;
      const { path } = field;
      if (result && unavailable) {
        return { path, code: unavailable.code, entity: target.entity, message: unavailable.message };
      }
      const message = `This ${displayNameOf(target.entity)} no longer exists. Choose another one.`;
      return { path, code: "not_found", entity: target.entity, message };
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
