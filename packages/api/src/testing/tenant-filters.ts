import { createHash } from "node:crypto";
import {
  type A_Expr,
  type CommonTableExpr,
  type DeleteStmt,
  type InsertStmt,
  loadModule,
  type Node,
  parseSync,
  type RangeVar,
  type SelectStmt,
  type UpdateStmt,
  type WithClause,
} from "libpg-query";

// Reads statements with Postgres's own parser and determines how each use of a tenant's table is tied to a tenant.

await loadModule();

/** A comparison that ties a tenant's table to the tenant, in one statement. */
export interface FilterSite {
  /** Equal for the same position in the same statement, regardless of other conditions, order and limit. */
  id: string;
  /** The tables that it ties: one to a parameter, or two to each other. */
  tables: string[];
  /** The position of its operator, in bytes. */
  location: number;
}

/** The tenant filters of a statement. */
export interface Reading {
  /** Why the statement may not be sent, in words. */
  faults: string[];
  /** In the order in which the statement has them. */
  filters: FilterSite[];
}

/**
 * Tables that a person reads before a tenant is chosen, with the policy that shows a person the own rows then. A select
 * may find their rows by person, where it looks for the tenant itself by them: joined with `tenants`.
 */
export const tablesBeforeTenant: Record<string, { policy: string; reason: string }> = {
  memberships: {
    policy: "memberships_own",
    reason: "a membership says whether the person may enter the tenant that the request names, and which there are",
  },
  support_access: {
    policy: "support_access_own",
    reason: "an operator's access says whether they may look into the tenant that the request names",
  },
};

/** Something that a statement reads or writes, by the name that it has there. */
interface Relation {
  name: string;
  /** Null for sub-selects, functions and parts of a `with`. */
  table: string | null;
  /** The tenant column: of a tenant's table, and of `tenants` itself. */
  column: "tenant_id" | "id" | null;
  /** The values that its tenant equals in every row that the statement reads or writes. */
  ties: Anchor[];
  /** Whether its rows belong to a person. */
  personal: boolean;
}

/** The other side of a filter on a tenant column: a parameter, or another tenant column. */
type Anchor = "parameter" | Relation;

/** A condition on rows, and the relations that it limits. */
interface Condition {
  quals: Node | undefined;
  limited: readonly Relation[];
}

/** A scope of names in a statement. */
interface Level {
  relations: Relation[];
  outer: Level | null;
  /** The names of the parts of a `with` that can be seen here. */
  parts: ReadonlySet<string>;
}

const nowhere: Level = { relations: [], outer: null, parts: new Set() };

const within = (outer: Level, parts = outer.parts): Level => ({ relations: [], outer, parts });

/** Each level from the inside out. */
function* outward(level: Level): Generator<Level> {
  for (let at: Level | null = level; at; at = at.outer) yield at;
}

const comparisons = new Set(["=", "<>", "<", ">", "<=", ">="]);

/** The parts of a column reference: `items.id` as ["items", "id"]; null for other nodes. */
function columnOf(node: Node | undefined): string[] | null {
  if (!node || !("ColumnRef" in node)) return null;
  const names = (node.ColumnRef.fields ?? []).map((field) => ("String" in field ? (field.String.sval ?? "") : "*"));
  return names.includes("*") ? null : names;
}

/** An operand without its casts. */
function withoutCast(node: Node | undefined): Node | undefined {
  return node && "TypeCast" in node ? withoutCast(node.TypeCast.arg) : node;
}

/** The relation of a column; null if the statement alone does not determine it. */
function ownerOf(names: readonly string[], level: Level): Relation | null {
  const qualifier = names.at(-2);
  const column = names.at(-1);
  for (const { relations } of outward(level)) {
    const candidates = relations.filter((relation) =>
      qualifier ? relation.name === qualifier : column === "tenant_id" && relation.column === "tenant_id",
    );
    if (candidates.length > 0) return candidates.length === 1 ? (candidates[0] ?? null) : null;
  }
  return null;
}

function anchorOf(node: Node | undefined, level: Level): Anchor | null {
  const value = withoutCast(node);
  if (value && "ParamRef" in value) return "parameter";
  const names = columnOf(value);
  const owner = names && ownerOf(names, level);
  return owner?.column && owner.column === names?.at(-1) ? owner : null;
}

/** The conditions that have to hold all together. */
function conjuncts(condition: Node | undefined): A_Expr[] {
  if (!condition) return [];
  if ("BoolExpr" in condition && condition.BoolExpr.boolop === "AND_EXPR") {
    return (condition.BoolExpr.args ?? []).flatMap(conjuncts);
  }
  return "A_Expr" in condition ? [condition.A_Expr] : [];
}

const operatorOf = ({ name }: A_Expr): string => {
  const [first] = name ?? [];
  return first && "String" in first ? (first.String.sval ?? "") : "";
};

/** Functions whose result changes. Citus refuses them in `on conflict do update`. */
const changing = new Set([
  "now",
  "clock_timestamp",
  "statement_timestamp",
  "random",
  "gen_random_uuid",
  "current_setting",
]);

/** Tables that Citus does not distribute: no foreign key refers to a distributed or reference table. */
const besideCitus = new Set(["throttles"]);

/** The called functions of {@link changing}. */
function changingIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const names = "funcname" in part && Array.isArray(part.funcname) ? part.funcname : [];
  const called = names
    .flatMap((one: Node) => ("String" in one ? (one.String.sval ?? "") : ""))
    .filter((one) => changing.has(one));
  return [...called, ...Object.values(part).flatMap(changingIn)];
}

/** The called functions of {@link changing} inside of CASE and COALESCE. */
function changingInChoice(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  if ("CaseExpr" in part || "CoalesceExpr" in part) return changingIn(part);
  return Object.values(part).flatMap(changingInChoice);
}

class Reader {
  readonly faults: string[] = [];
  readonly filters: Omit<FilterSite, "id">[] = [];
  readonly #tables: ReadonlySet<string>;
  /** Every mention of a tenant's table. */
  readonly #mentions: Relation[] = [];
  /** Whether the statement only reads. */
  #reads = true;

  constructor(tables: ReadonlySet<string>) {
    this.#tables = tables;
  }

  /** Reads one statement. */
  statement(node: Node): void {
    this.#visit(node, nowhere);
    const loose = this.#mentions.filter((mention) => !this.#tied(mention, new Set()));
    for (const { table, name } of loose) {
      this.faults.push(`${table}${name === table ? "" : ` (as ${name})`} is not tied to a tenant`);
    }
    this.filters.sort((one, other) => one.location - other.location);
  }

  /** Whether a relation's tenant is a parameter, directly or through other relations. */
  #tied(relation: Relation, seen: Set<Relation>): boolean {
    if (seen.has(relation)) return false;
    seen.add(relation);
    if (this.#entrance(relation)) return true;
    return relation.ties.some((anchor) => anchor === "parameter" || this.#tied(anchor, seen));
  }

  /** Whether a person's own rows are read to find a tenant by them. */
  #entrance({ table, personal, ties }: Relation): boolean {
    const named = table !== null && table in tablesBeforeTenant;
    return named && this.#reads && personal && ties.some((anchor) => anchor !== "parameter" && anchor.column === "id");
  }

  /** Reads any node. */
  #visit(value: unknown, level: Level): void {
    if (Array.isArray(value)) {
      for (const one of value) this.#visit(one, level);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const node = value as Node; // or a part of one, which has none of these keys
    if ("SelectStmt" in node) this.#select(node.SelectStmt, level);
    else if ("InsertStmt" in node) this.#insert(node.InsertStmt, level);
    else if ("UpdateStmt" in node) this.#update(node.UpdateStmt, level);
    else if ("DeleteStmt" in node) this.#delete(node.DeleteStmt, level);
    else if ("A_Expr" in node) this.#expression(node.A_Expr, level);
    else if ("LockingClause" in node) return;
    else {
      const table = "relname" in node ? String(node.relname) : "";
      if (this.#tables.has(table)) this.faults.push(`${table} stands where no tenant can be told`);
      this.#visit(Object.values(node), level);
    }
  }

  #expression(expression: A_Expr, level: Level): void {
    const { kind, lexpr, rexpr } = expression;
    const compares =
      kind === "AEXPR_DISTINCT" || kind === "AEXPR_NOT_DISTINCT" || comparisons.has(operatorOf(expression));
    const [left, right] = [columnOf(withoutCast(lexpr)), columnOf(withoutCast(rexpr))];
    if (compares && left && right && left.at(-1) === right.at(-1)) {
      const same = left.join() === right.join() || (ownerOf(left, level) ?? left) === (ownerOf(right, level) ?? right);
      if (same) this.faults.push(`${left.join(".")} is compared with itself`);
    }
    this.#visit([lexpr, rexpr], level);
  }

  #relation({ relname = "", schemaname, alias }: RangeVar, level: Level): Relation {
    const named = !schemaname && level.parts.has(relname);
    const table = named || (schemaname && schemaname !== "public") ? null : relname;
    const ofTenant = table !== null && this.#tables.has(table);
    const relation: Relation = {
      name: alias?.aliasname ?? relname,
      table,
      column: ofTenant ? "tenant_id" : table === "tenants" ? "id" : null,
      ties: [],
      personal: false,
    };
    if (ofTenant) this.#mentions.push(relation);
    level.relations.push(relation);
    return relation;
  }

  /**
   * Reads the relations after `from`.
   *
   * @param conditions gets each condition of a join, with the relations that it limits.
   * @returns the relations.
   */
  #from(node: Node, level: Level, conditions: Condition[]): Relation[] {
    if ("RangeVar" in node) return [this.#relation(node.RangeVar, level)];
    if ("JoinExpr" in node) {
      const { jointype, larg, rarg, quals } = node.JoinExpr;
      const [left = [], right = []] = [larg, rarg].map((side) => (side ? this.#from(side, level, conditions) : []));
      // An outer join keeps the rows of its outer side, regardless of its condition.
      const limited = { JOIN_INNER: [...left, ...right], JOIN_LEFT: right, JOIN_RIGHT: left }[String(jointype)];
      conditions.push({ quals, limited: limited ?? [] });
      return [...left, ...right];
    }
    const { lateral, alias } =
      "RangeSubselect" in node
        ? node.RangeSubselect
        : "RangeFunction" in node
          ? { ...node.RangeFunction, lateral: true }
          : {};
    this.#visit(Object.values(node), lateral ? level : within(level.outer ?? nowhere, level.parts));
    const relation = { name: alias?.aliasname ?? "", table: null, column: null, ties: [], personal: false };
    level.relations.push(relation);
    return [relation];
  }

  /** Reads a list of relations and the condition that they all meet. */
  #rows(from: readonly Node[] | undefined, where: Node | undefined, level: Level): void {
    const conditions: Condition[] = [];
    for (const node of from ?? []) this.#from(node, level, conditions);
    for (const { quals, limited } of [...conditions, { quals: where, limited: level.relations }]) {
      for (const one of conjuncts(quals)) this.#tie(one, limited, level);
      this.#visit(quals, level);
    }
  }

  /** Records the filters by tenant and by person in a condition. */
  #tie(condition: A_Expr, limited: readonly Relation[], level: Level): void {
    if (condition.kind !== "AEXPR_OP" || operatorOf(condition) !== "=") return;
    const sides = [condition.lexpr, condition.rexpr];
    const [left, right] = sides.map((side) => anchorOf(side, level));
    if (left && right) {
      const relations = [left, right].filter((anchor) => anchor !== "parameter");
      const tied = relations.filter((relation) => limited.includes(relation));
      for (const relation of tied) {
        const other = relation === left ? right : left;
        // A sub-select needs its own filter: Citus does not route it by the tenant of an outer row.
        if (other === "parameter" || level.relations.includes(other)) relation.ties.push(other);
      }
      const ofTenants = relations.every(({ column }) => column === "tenant_id");
      if (tied.length > 0 && ofTenants) {
        this.filters.push({ tables: relations.map(({ table }) => table ?? ""), location: condition.location ?? 0 });
      }
      return;
    }
    for (const names of sides.map(columnOf)) {
      const owner = names?.at(-1) === "user_id" ? ownerOf(names, level) : null;
      if (owner && limited.includes(owner)) owner.personal = true;
    }
  }

  /** The names of a statement's `with`, whose parts are read. */
  #with(clause: WithClause | undefined, outer: Level): Level {
    const parts = new Set(outer.parts);
    for (const node of clause?.ctes ?? []) {
      const { ctename, ctequery }: CommonTableExpr = "CommonTableExpr" in node ? node.CommonTableExpr : {};
      if (clause?.recursive && ctename) parts.add(ctename);
      this.#visit(ctequery, within(outer, new Set(parts)));
      if (ctename) parts.add(ctename);
    }
    return within(outer, parts);
  }

  /** @returns the relations by their names in the statement. */
  #select(select: SelectStmt, outer: Level): Level {
    const level = this.#with(select.withClause, outer);
    const { fromClause, whereClause, withClause, larg, rarg, ...rest } = select;
    this.#rows(fromClause, whereClause, level);
    // The sides of a union see outer relations, and not each other.
    for (const side of [larg, rarg]) if (side) this.#select(side, within(outer, level.parts));
    this.#visit(rest, level);
    return level;
  }

  #update({ relation, fromClause, whereClause, withClause, ...rest }: UpdateStmt, outer: Level): void {
    this.#reads = false;
    const level = this.#with(withClause, outer);
    const target = this.#relation(relation ?? {}, level);
    this.#rows(fromClause, whereClause, level);
    this.#keepsTenant(target, rest.targetList);
    this.#choosesByConstants(relation, [rest.targetList, whereClause]);
    this.#visit(rest, level);
  }

  #delete({ relation, usingClause, whereClause, withClause, ...rest }: DeleteStmt, outer: Level): void {
    this.#reads = false;
    const level = this.#with(withClause, outer);
    this.#relation(relation ?? {}, level);
    this.#rows(usingClause, whereClause, level);
    this.#choosesByConstants(relation, whereClause);
    this.#visit(rest, level);
  }

  #insert({ relation, cols, selectStmt, onConflictClause, withClause, ...rest }: InsertStmt, outer: Level): void {
    this.#reads = false;
    const level = this.#with(withClause, outer);
    const target = this.#relation(relation ?? {}, level);
    const position = (cols ?? []).findIndex(
      (column) => "ResTarget" in column && column.ResTarget.name === target.column,
    );
    const given = selectStmt && "SelectStmt" in selectStmt ? this.#given(selectStmt.SelectStmt, position, level) : [];
    // Rows that are written out all have to name it.
    if (given.length === 1 || given.every((anchor) => anchor === "parameter")) {
      target.ties.push(...given.filter((anchor) => anchor !== null));
    }
    const excluded: Relation = { name: "excluded", table: null, column: null, ties: [], personal: false };
    level.relations.push(excluded);
    this.#keepsTenant(target, onConflictClause?.targetList);
    const { relname = "", schemaname } = relation ?? {};
    const called = schemaname || besideCitus.has(relname) ? [] : changingIn(onConflictClause?.targetList);
    this.faults.push(...called.map((name) => `${relname} is updated on a conflict with ${name}()`));
    this.#visit([onConflictClause, rest], level);
  }

  /** The values of an insert at a position: of each literal row, or of the query's column. */
  #given(source: SelectStmt, position: number, level: Level): (Anchor | null)[] {
    const own = this.#select(source, within(level.outer ?? nowhere, level.parts));
    if (source.valuesLists) {
      return source.valuesLists.map((row) => ("List" in row ? anchorOf(row.List.items?.[position], own) : null));
    }
    const column = source.targetList?.[position];
    return [column && "ResTarget" in column ? anchorOf(column.ResTarget.val, own) : null];
  }

  /** Citus refuses changing functions inside of CASE and COALESCE where rows are changed. */
  #choosesByConstants({ relname = "", schemaname }: RangeVar = {}, changes: unknown): void {
    const called = schemaname || besideCitus.has(relname) ? [] : changingInChoice(changes);
    this.faults.push(...called.map((name) => `${relname} is changed with ${name}() in CASE or COALESCE`));
  }

  /** No row moves to another tenant. */
  #keepsTenant({ table, column }: Relation, set: readonly Node[] | undefined): void {
    const moved = set?.some((one) => "ResTarget" in one && one.ResTarget.name === "tenant_id");
    if (column === "tenant_id" && moved) this.faults.push(`${table} is moved to another tenant`);
  }
}

/** Parts of a statement that are irrelevant for its position in the program. */
const incidental = new Set(["location", "number", "sortClause", "limitCount", "limitOffset", "limitOption"]);

/** Whether a part of a statement has one of these filters in it. */
function contains(part: unknown, locations: ReadonlySet<number>): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("location" in part && "lexpr" in part && locations.has(Number(part.location))) return true;
  return Object.values(part).some((inner) => contains(inner, locations));
}

/**
 * A statement without its variable parts: a list with other filters, order or page is the same statement. Conditions that tie a
 * table to a tenant stay, and so do conditions that contain one.
 */
function skeletonOf(part: unknown, locations: ReadonlySet<number>): unknown {
  if (Array.isArray(part)) return part.map((inner) => skeletonOf(inner, locations));
  if (typeof part !== "object" || part === null) return part;
  if ("BoolExpr" in part) {
    const condition = part as Extract<Node, { BoolExpr: unknown }>; // by its one key
    const { boolop, args = [] } = condition.BoolExpr;
    const kept = boolop === "AND_EXPR" ? args.filter((inner) => contains(inner, locations)) : args;
    return kept.length === 1 ? skeletonOf(kept[0], locations) : kept.flatMap((inner) => skeletonOf(inner, locations));
  }
  const entries = Object.entries(part).filter(([key]) => !incidental.has(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, skeletonOf(inner, locations)]));
}

/** A short name of a statement without the parts that change between calls. */
function printOf(statements: unknown, filters: readonly { location: number }[]): string {
  const skeleton = skeletonOf(statements, new Set(filters.map(({ location }) => location)));
  return createHash("sha256").update(JSON.stringify(skeleton)).digest("hex").slice(0, 12);
}

const fault = (error: unknown) => `cannot be read: ${error instanceof Error ? error.message : String(error)}`;

/**
 * Reads the tenant filters of a statement. Each mention of a tenant's table has to be tied to a parameter: its
 * `tenant_id` is equal to one, or to that of another mention that is tied, by a condition that every row meets. An insert
 * gives it as a value.
 *
 * @param text one statement, or several.
 * @param tables the tables that have a tenant.
 */
export function readStatement(text: string, tables: ReadonlySet<string>): Reading {
  const faults: string[] = [];
  const filters: Reader["filters"] = [];
  let print = "";
  try {
    const statements = parseSync(text).stmts ?? [];
    for (const { stmt } of statements) {
      if (!stmt) continue;
      const reader = new Reader(tables);
      reader.statement(stmt);
      faults.push(...reader.faults);
      filters.push(...reader.filters);
    }
    if (filters.length > 0) print = printOf(statements, filters);
  } catch (error) {
    faults.push(fault(error));
  }
  return { faults, filters: filters.map((filter, index) => ({ id: `${print}.${index}`, ...filter })) };
}

/** An operator that is true of any two ids; see {@link neutralOperator}. */
const alwaysTrue = "operator(neutral.=)";

/** Makes the operator that {@link neutralised} writes. For the owner of a test's database. */
export const neutralOperator = `
  drop schema if exists neutral cascade;
  create schema neutral;
  grant usage on schema neutral to public;
  create function neutral.always(uuid, uuid) returns boolean language sql immutable parallel safe return true;
  create operator neutral.= (function = neutral.always, leftarg = uuid, rightarg = uuid);
`;

/** The statement with these filters replaced by conditions that are true for every row. Parameters stay the same. */
export function neutralised(text: string, filters: readonly FilterSite[]): string {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { location } of filters) {
    parts.push(bytes.subarray(from, location), Buffer.from(alwaysTrue));
    from = location + "=".length;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString();
}

/** Whether a statement is refused once a filter is taken out of it. */
export function isMissed(text: string, filter: FilterSite, tables: ReadonlySet<string>): boolean {
  return readStatement(neutralised(text, [filter]), tables).faults.length > 0;
}
