import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { publicUrl, undecidedDatabases } from "@waybill/config";
import { connect, databaseFailure } from "@waybill/db";
import { files } from "@waybill/db/files";
import { lastMigration } from "@waybill/db/schema-version";
import { tenants } from "@waybill/db/tenants";
import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { App, WorkContext } from "./core/context.ts";
import {
  citusProblem,
  compareSchema,
  findLoginBypassingPolicies,
  loginAdvice,
  readCitusConfiguration,
} from "./core/database-fitness.ts";
import { queueAdminOf } from "./core/queue-admin.ts";
import { commandLine, unitOfWork } from "./core/unit-of-work.ts";
import { fileFolderProblem } from "./platform/files/store.ts";
import { checkMailServer } from "./platform/mail/index.ts";

/** The result of a check. */
export interface Finding {
  check: string;
  state: "ok" | "warning" | "wrong";
  /** The finding. */
  message: string;
  /** The advice; null if all is well. */
  advice: string | null;
}

type Seen = Omit<Finding, "check">;

const ok = (message: string): Seen => ({ state: "ok", message, advice: null });
const warning = (message: string, advice: string): Seen => ({ state: "warning", message, advice });
const wrong = (message: string, advice: string): Seen => ({ state: "wrong", message, advice });

/** The tested versions of Postgres. */
const oldestPostgres = 15;
const newestPostgres = 18;
/** The clock difference in seconds that is reported: authenticator codes tolerate half a minute. */
const clockWarns = 2;
const clockWrong = 15;
/** The maximum waiting times of a job, in seconds. */
const queueWarns = 60;
const queueWrong = 15 * 60;
/**
 * Checks that everything in the settings exists and works: database, schema, rights, clock, mail server, files, queue
 * and workers. Changes nothing and sends no mail; writes and removes one small file.
 */
export async function diagnose(app: App): Promise<Finding[]> {
  const onDatabase = (inspect: (context: WorkContext) => Promise<Seen>) => inDatabase(app, inspect);
  const [reached, others] = await Promise.all([
    finding("database", "Check DATABASE_URL and whether Postgres is running and accepts connections.", () =>
      onDatabase(version),
    ),
    Promise.all([
      finding("mail", "Check SMTP_URL: host, port, user, password and certificate.", () => mail(app)),
      finding("files", "Check the write permission and the free disk space.", () => store(app)),
    ]),
  ]);
  const encrypted = { check: "encryption", ...encryption(app) };
  const linked = { check: "url", ...publicUrlOf(app) };
  if (reached.state === "wrong") return [reached, encrypted, linked, ...others];
  const inside = await Promise.all([
    finding("schema", "Run the migrations: npm run db:migrate.", () => onDatabase(schema)),
    finding("nodes", "Check whether every Citus node is reachable.", () => onDatabase(nodes)),
    finding("rights", "Run the migrations: npm run db:migrate.", () => onDatabase(rights)),
    finding("sessions", poolModeAdvice, () => sessions(app)),
    finding("clock", "Check that all machines synchronise their clocks with NTP.", () => clock(app)),
    finding("queue", "Run the migrations: npm run db:migrate.", () => onDatabase(queue)),
    finding("workers", "Run the migrations: npm run db:migrate.", () => onDatabase((context) => workers(context, app))),
    finding("contents", "Check whether the file store is reachable.", () => contents(app)),
  ]);
  return [reached, encrypted, linked, ...inside, ...others];
}

/** @param advice the advice if the check itself fails */
async function finding(check: string, advice: string, inspect: () => Promise<Seen>): Promise<Finding> {
  try {
    return { check, ...(await inspect()) };
  } catch (error) {
    return { check, ...wrong(reasonOf(error), advice) };
  }
}

/** The message of an error's root cause. The reader owns the machine. */
function reasonOf(error: unknown): string {
  const database = databaseFailure(error);
  if (database) return database.replace(/\.$/, "");
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause.cause instanceof Error)) return cause.message || cause.name;
  }
  return String(error);
}

const inDatabase = <T>(app: App, body: (context: WorkContext) => Promise<T>): Promise<T> =>
  unitOfWork(
    app,
    { requestId: randomUUID(), log: app.log, user: null, actor: commandLine },
    { readOnly: true },
    ({ context }) => body(context),
  );

async function version({ db }: WorkContext): Promise<Seen> {
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
function encryption({ settings }: App): Seen {
  const undecided = undecidedDatabases(settings);
  if (undecided.length === 0) return ok("Every connection to a database on another machine sets sslmode");
  return warning(
    `Connections to another machine without sslmode: ${undecided.join(", ")}`,
    "Add ?sslmode=verify-full, or ?sslmode=disable in a private network (docs/postgres.md).",
  );
}

/** Whether links in mails lead to the web process, which may be on another machine. */
function publicUrlOf({ settings }: App): Seen {
  const message = `Links in mails begin with ${publicUrl(settings)}`;
  if (settings.PUBLIC_URL || settings.DATABASE_EMBEDDED) return ok(message);
  return warning(message, "Set PUBLIC_URL to the URL that people use, for the web process, workers and commands.");
}

/** Whether the database has this version or a later one: migrations only expand. */
async function schema({ db }: WorkContext): Promise<Seen> {
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
async function rights({ db }: WorkContext): Promise<Seen> {
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
async function nodes({ db }: WorkContext): Promise<Seen> {
  const found = await readCitusConfiguration(db);
  if (!found) return ok("All tables are on one machine");
  const problem = citusProblem(found);
  return problem ? wrong(problem, "See docs/scaling.md.") : ok("The tables are distributed over Citus nodes");
}

const poolModeAdvice = "Set DATABASE_POOL_MODE=transaction, and DATABASE_LISTEN_URL to a URL without the pooler.";

/**
 * Whether a connection keeps its session, as `DATABASE_POOL_MODE` states. A pooler in transaction mode gives the session
 * to another connection between two transactions.
 */
async function sessions({ settings }: App): Promise<Seen> {
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

const moment = z.array(z.object({ now: z.number() }));

async function clock(app: App): Promise<Seen> {
  const read = () =>
    inDatabase(app, async ({ db }) => {
      const before = Date.now();
      const rows = await db.execute(sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now`);
      const [row] = moment.parse(rows);
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

async function mail({ settings }: App): Promise<Seen> {
  if (settings.MAIL_OUTBOX) return ok("Mail goes to the local outbox and is not sent");
  if (!settings.SMTP_URL) return warning("No mail is sent", "Set SMTP_URL: smtp://user:password@host:587.");
  await checkMailServer(settings);
  return ok(`${new URL(settings.SMTP_URL).host} accepts connections and the login`);
}

/** The id of no tenant, for temporary data of checks. */
const noTenant = "00000000-0000-0000-0000-000000000000";

async function store({ clients, settings }: App): Promise<Seen> {
  const obstacle = fileFolderProblem(settings);
  if (obstacle) return wrong(obstacle.problem, obstacle.advice);
  const key = `${noTenant}/${randomUUID()}`;
  const content = randomUUID();
  try {
    await clients.files.write(key, Buffer.from(content));
    const read = await text(await clients.files.read(key));
    if (read !== content) return wrong("A file was read with different content than was written", "Check the disk.");
  } finally {
    await clients.files.remove(key);
  }
  return ok("A file was written, read and removed");
}

/** The number of newest organisations whose files are checked. */
const organisationsLookedAt = 20;

/** Whether the newest files of the database are in this process's file store. */
async function contents({ database, clients }: App): Promise<Seen> {
  const organisations = await database.transaction({ readOnly: true }, ({ db }) =>
    db.select({ id: tenants.id }).from(tenants).orderBy(desc(tenants.id)).limit(organisationsLookedAt),
  );
  let [known, missing] = [0, 0];
  for (const { id: tenantId } of organisations) {
    const [newest] = await database.transaction({ tenantId, readOnly: true }, ({ db }) =>
      db.select({ key: files.key }).from(files).where(eq(files.tenantId, tenantId)).orderBy(desc(files.id)).limit(1),
    );
    if (!newest) continue;
    known += 1;
    if (!(await clients.files.has(newest.key))) missing += 1;
  }
  if (missing > 0) {
    return wrong(
      `The newest files of ${missing} of ${known} organisations are missing from this file store`,
      "Use the same DATA_DIR or the same bucket (S3_BUCKET) for the web process, workers and commands.",
    );
  }
  return ok(
    known === 0 ? "No files are stored yet" : `The newest files of ${known} organisations are in the file store`,
  );
}

/** The seconds since a time, by the database clock. */
async function ago({ db }: WorkContext, at: number): Promise<number> {
  const rows = await db.execute(sql`select extract(epoch from now())::float8 * 1000 as now`);
  const [row] = moment.parse(rows);
  return Math.max(0, Math.round(((row?.now ?? at) - at) / 1000));
}

async function queue(context: WorkContext): Promise<Seen> {
  const sizes = await queueAdminOf(context).sizes();
  const sum = (count: (size: (typeof sizes)[number]) => number) => sizes.reduce((all, size) => all + count(size), 0);
  const oldest = Math.min(...sizes.flatMap(({ oldestReadyAt }) => (oldestReadyAt ? [oldestReadyAt.getTime()] : [])));
  const age = Number.isFinite(oldest) ? await ago(context, oldest) : 0;
  const failed = sum((size) => size.failed);
  const message = `Jobs waiting: ${sum((size) => size.ready)} (oldest: ${age} s), running: ${sum((size) => size.running)}, failed: ${failed}`;
  const advice = "Check whether workers are running, and start more of them.";
  if (age >= queueWrong) return wrong(message, advice);
  if (age >= queueWarns) return warning(message, advice);
  return failed > 0
    ? warning(message, "Inspect them with waybill queues list, then run waybill queues retry.")
    : ok(message);
}

async function workers(context: WorkContext, { settings }: App): Promise<Seen> {
  const alive = await queueAdminOf(context).workers();
  if (alive.length > 0) {
    const latest = Math.max(...alive.map(({ heartbeatOn }) => heartbeatOn.getTime()));
    return ok(`Workers running: ${alive.length} (last heartbeat: ${await ago(context, latest)} s ago)`);
  }
  if (settings.JOBS_MODE === "inline") return ok("No worker is needed: jobs run in the process that queues them");
  return wrong("No worker is running", "Start one: npm run start:worker (docs/deployment.md#commands).");
}
