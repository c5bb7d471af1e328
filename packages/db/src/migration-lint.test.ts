import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Migration, readMigrations } from "./apply-migrations.ts";
import { previousVersionPolicies } from "./citus.ts";

// Squawk finds statements that lock a table for long, or that break the previous version, which runs during a migration.

/** Migrations from before this test, which installations have run. */
const earlier = new Set([
  ...["0000_init", "0001_platform", "0002_session_policies", "0003_jobs_partial_indexes", "0004_installation_activity"],
  ...["0005_queues_and_files", "0006_accounts", "0007_stock_ledger", "0008_shipments", "0009_import_plans"],
  "0010_periods_and_batches",
]);

/** Migrations that drop the tables of a module that was removed: the version before is stopped for them. */
const dropping: readonly string[] = [];

/** Rules that the migration command covers (lock_timeout, transactions), or of style. */
const excluded = [
  "require-lock-timeout",
  "require-statement-timeout",
  "prefer-robust-stmts",
  "prefer-identity",
  "prefer-bigint-over-int",
];

const squawk = join(dirname(createRequire(import.meta.url).resolve("squawk-cli/package.json")), "js/bin/squawk");

/** The rules that a migration breaks. */
function broken({ statements, alone }: Pick<Migration, "statements" | "alone">): string[] {
  const flags = [
    "--reporter=json",
    "--pg-version=15.0",
    "--no-error-on-unmatched-pattern",
    `--exclude=${excluded.join()}`,
  ];
  if (!alone) flags.push("--assume-in-transaction");
  const input = statements.map((statement) => statement.trim().replace(/;?$/, ";")).join("\n");
  let output: string;
  try {
    output = execFileSync(process.execPath, [squawk, ...flags], { input, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    // It ends with 1 where it has found something.
    if (!(error instanceof Error && "stdout" in error && error.stdout)) throw error;
    output = String(error.stdout);
  }
  const found: { rule_name: string }[] = JSON.parse(output);
  return found.map((one) => one.rule_name);
}

const migrations = readMigrations();

test("the exempted migrations exist", () => {
  expect(migrations.filter(({ tag }) => earlier.has(tag))).toHaveLength(earlier.size);
  expect(migrations.filter(({ tag }) => dropping.includes(tag))).toHaveLength(dropping.length);
});

test.each(migrations.filter(({ tag }) => dropping.includes(tag)))(
  "$tag drops tables, and does nothing else",
  (migration) => {
    for (const statement of migration.statements) expect(statement).toMatch(/^\s*drop (?:policy|table) /i);
  },
);

test.each(migrations.filter(({ tag }) => !earlier.has(tag) && !dropping.includes(tag)))(
  "$tag locks no table for long and is compatible with the previous version",
  (migration) => {
    expect(broken(migration)).toEqual([]);
  },
);

/** The statements that need a policy which a database on Citus does not have. */
const needPolicies = (statements: readonly string[]) =>
  statements.filter((statement) =>
    Object.values(previousVersionPolicies).some((name) =>
      new RegExp(`^\\s*(?:alter|drop) policy (?!if exists)"?${name}"?`, "i").test(statement),
    ),
  );

test("no migration since the policies without subqueries uses one, which Citus does not support", () => {
  const since = migrations.findIndex(({ tag }) => tag === "0019_policies_without_sub_selects");
  expect(migrations.slice(since + 1).flatMap(({ statements }) => needPolicies(statements))).toEqual([]);
  const planted = [
    'DROP POLICY "roles_own" ON "roles"',
    'ALTER POLICY "memberships_session" ON "memberships" TO public',
  ];
  expect(needPolicies([...planted, 'drop policy if exists "roles_own" on "roles"'])).toEqual(planted);
});

test.each([
  ["create index planted_idx on things (note)", ["require-concurrent-index-creation"]],
  ["alter table things add column planted integer not null", ["adding-required-field"]],
  ["alter table things drop column note", ["ban-drop-column"]],
  ["alter table things rename column note to remark", ["renaming-column"]],
  ["alter table things alter column note type varchar(10)", expect.arrayContaining(["changing-column-type"])],
  ["alter table things add constraint planted check (weight > 0)", ["constraint-missing-not-valid"]],
  ["drop table things", ["ban-drop-table"]],
])("a planted violation is found: %s", (statement, rules) => {
  expect(broken({ statements: [statement], alone: false })).toEqual(rules);
});

test("a concurrent index, a nullable column and a new table with its index pass", () => {
  expect(broken({ statements: ["create index concurrently planted_idx on things (note)"], alone: true })).toEqual([]);
  const statements = [
    "alter table things add column planted text",
    "create table planted (id uuid primary key, note text)",
    "create index planted_note_idx on planted (note)",
  ];
  expect(broken({ statements, alone: false })).toEqual([]);
});
