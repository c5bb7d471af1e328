import { undecidedDatabases } from "@waybill/config";
import { connect } from "@waybill/db";
import { lastMigration } from "@waybill/db/schema-version";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { App, WorkContext } from "../core/context.ts";
import {
  citusProblem,
  compareSchema,
  findLoginBypassingPolicies,
  loginAdvice,
  readCitusConfiguration,
} from "../core/monitoring/database-fitness.ts";
import { inDatabase, ok, type Seen, warning, wrong } from "./finding.ts";

// The doctor's checks of the database: its version, schema and rights, its connections and its clock.

/** The tested versions of Postgres. */
const oldestPostgres = 15;
const newestPostgres = 18;
/** The clock difference in seconds that is reported: authenticator codes tolerate half a minute. */
const clockWarns = 2;
const clockWrong = 15;

export async function version({ db }: WorkContext): Promise<Seen> {
  const [row] = z
    .array(z.object({ version: z.string(), number: z.number() }))
    .parse(
      await db.execute(
        sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
      ),
    );
  const major = Math.floor((row?.number ?? 0) / 10_000);
  const message = `Postgres ${row?.version} is available`;
  if (major < oldestPostgres) return wrong(message, `Waybill needs Postgres ${oldestPostgres} or newer.`);
  if (major > newestPostgres) return warning(message, `Waybill is tested with Postgres up to ${newestPostgres}.`);
  return ok(message);
}

/** Whether each remote database has an explicit sslmode. */
export function encryption({ settings }: App): Seen {
  const undecided = undecidedDatabases(settings);
  if (undecided.length === 0) return ok("Every connection to a database on another machine sets sslmode");
  return warning(
    `Connections to another machine without sslmode: ${undecided.join(", ")}`,
    "Add ?sslmode=verify-full, or ?sslmode=disable in a private network (docs/postgres.md).",
  );
}

/** Whether the database has this version or a later one: migrations only expand. */
export async function schema({ db }: WorkContext): Promise<Seen> {
  const version = lastMigration();
  const found = await compareSchema(db, version);
  if (found === "lacking") {
    return wrong(`The database lacks the migration ${version.name}`, "Run the migrations: npm run db:migrate.");
  }
  return ok(
    found === "equal"
      ? `The database has the schema of this version (${version.name})`
      : `The database has a newer, compatible schema (${version.name})`,
  );
}

const rightsRow = z.object({
  login: z.string(),
  tables: z.number(),
  owned: z.number(),
  open: z.array(z.string()),
  closed: z.array(z.string()),
  changeable: z.boolean(),
});

/** Whether the application's login is restricted enough for row-level security, and has the rights that it needs. */
export async function rights({ db }: WorkContext): Promise<Seen> {
  const rows = await db.execute(sql`
    with own as (
      select oid, relname, relowner, relrowsecurity and relforcerowsecurity as guarded,
        exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped) as of_tenant
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
    select current_user::text as login,
      (select count(*)::int from own) as tables,
      (select count(*)::int from own where pg_get_userbyid(relowner) = current_user) as owned,
      array(select relname::text from own where of_tenant and not guarded order by 1) as open,
      array(select relname::text from own where not has_table_privilege(oid, 'select') order by 1) as closed,
      coalesce((select bool_or(has_table_privilege(oid, 'update')) from own where relname = 'activity'), false) as changeable`);
  const [row] = z.array(rightsRow).parse(rows);
  if (!row || row.tables === 0) return wrong("The database has no tables", "Run the migrations: npm run db:migrate.");
  const { login, owned, open, closed, changeable, tables } = row;
  const past = await findLoginBypassingPolicies(db);
  if (past) return wrong(`${login} bypasses row-level security: it ${past.because}`, loginAdvice);
  if (owned > 0) return wrong(`${login} owns ${owned} tables`, loginAdvice);
  const migrate = "Run the migrations as the owner, which sets the rights: npm run db:migrate.";
  if (open.length > 0) return wrong(`Tables without row-level security: ${open.join(", ")}`, migrate);
  if (closed.length > 0) return wrong(`${login} cannot read ${closed.join(", ")}`, migrate);
  if (changeable) return wrong(`${login} can change the activity`, migrate);
  return ok(`${login} owns nothing, and row-level security is forced on every table of a tenant (${tables} tables)`);
}

/** Whether tables are distributed correctly, if the database uses Citus. */
export async function nodes({ db }: WorkContext): Promise<Seen> {
  const found = await readCitusConfiguration(db);
  if (!found) return ok("All tables are on one machine");
  const problem = citusProblem(found);
  return problem ? wrong(problem, "See docs/scaling.md.") : ok("The tables are distributed over Citus nodes");
}

export const poolModeAdvice =
  "Set DATABASE_POOL_MODE=transaction, and DATABASE_LISTEN_URL to a URL without the pooler.";

/**
 * Whether a connection keeps its session, as `DATABASE_POOL_MODE` states. A pooler in transaction mode gives the session
 * to another connection between two transactions.
 */
export async function sessions({ settings }: App): Promise<Seen> {
  if (settings.DATABASE_POOL_MODE === "transaction") {
    return ok("Each transaction can use another session (DATABASE_POOL_MODE=transaction)");
  }
  const [first, second] = [connect(settings, { max: 1 }), connect(settings, { max: 1 })];
  const sessionOf = (database: typeof first, meanwhile?: () => Promise<unknown>) =>
    database.transaction({ readOnly: true }, async ({ db }) => {
      const rows = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await meanwhile?.();
      return rows[0]?.pid;
    });
  try {
    const before = await sessionOf(first);
    let after: typeof before;
    await sessionOf(second, async () => {
      after = await sessionOf(first);
    });
    if (before === after) return ok("A connection keeps its session");
    return wrong(
      "DATABASE_URL points to a pooler in transaction mode: a connection does not keep its session",
      poolModeAdvice,
    );
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
}

export async function clock(app: App): Promise<Seen> {
  const read = () =>
    inDatabase(app, async ({ db }) => {
      const before = Date.now();
      const rows = await db.execute(sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now`);
      const [row] = z.array(z.object({ now: z.number() })).parse(rows);
      return (row?.now ?? 0) - (before + Date.now()) / 2;
    });
  // The first one opens the connection.
  await read();
  const seconds = Math.abs(await read()) / 1000;
  const message = `The clocks of this machine and the database differ by ${seconds.toFixed(1)} s`;
  if (seconds >= clockWrong)
    return wrong(message, "Synchronise both clocks with NTP. Otherwise codes and links are refused.");
  return seconds >= clockWarns ? warning(message, "Synchronise both clocks with NTP.") : ok(message);
}
