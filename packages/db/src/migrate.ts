import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import { PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { allowBackups, ensureBackupRole } from "./backup-role.ts";
import { fileUsageTrigger } from "./file-usage.ts";
import { rightsTriggers } from "./rights.ts";
import { applicationRole } from "./role.ts";
import { stockLedger } from "./stock-ledger.ts";

const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/** Any number; two migrations at the same time wait for each other on it. */
const migrationLock = 7_714_211;

/**
 * Brings a database up to date: tables, policies, rights, and pg-boss's own schema. Safe to run again, and from
 * several processes at once.
 *
 * @param ownerUrl a login that owns the database.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner`select pg_advisory_lock(${migrationLock})`;
    await ensureApplicationRole(owner);
    await ensureBackupRole(owner);
    await runMigrations(drizzle(owner), { migrationsFolder });
    await installQueue(ownerUrl);
    await secure(owner);
    await allowBackups(owner);
  } finally {
    await owner.end();
  }
}

/** Makes the application's role, where it is missing. */
export async function ensureApplicationRole(owner: Sql): Promise<void> {
  await owner.unsafe(`
    do $$ begin
      create role ${applicationRole} nosuperuser nobypassrls nocreatedb nocreaterole;
    exception when duplicate_object then null;
    end $$`);
}

async function installQueue(ownerUrl: string) {
  const boss = new PgBoss({ connectionString: ownerUrl, supervise: false, schedule: false, max: 1 });
  boss.on("error", () => {});
  await boss.start();
  await boss.stop({ graceful: false });
}

/**
 * Forces row-level security on every table with a tenant, and gives the application role what it needs and no more.
 * Derived from the catalog, so that a new table cannot be forgotten.
 */
async function secure(owner: Sql) {
  await owner.unsafe(`
    do $$ declare tenant_table regclass; begin
      for tenant_table in
        select attrelid::regclass from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where attname = 'tenant_id' and not attisdropped and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      loop
        execute format('alter table %s enable row level security', tenant_table);
        execute format('alter table %s force row level security', tenant_table);
      end loop;
    end $$;
    grant usage on schema public, pgboss to ${applicationRole};
    grant select, insert, update, delete on all tables in schema public, pgboss to ${applicationRole};
    grant usage on all sequences in schema public, pgboss to ${applicationRole};
    grant execute on all functions in schema pgboss to ${applicationRole};
    -- A burst of new jobs makes the planner's picture of the queue worthless; only the owner can have it taken anew.
    create or replace function refresh_queue_statistics() returns void
      language plpgsql security definer set search_path = pgboss
      as $$ begin analyze pgboss.job, public.jobs; end $$;
    revoke execute on function refresh_queue_statistics() from public;
    grant execute on function refresh_queue_statistics() to ${applicationRole};
    revoke update, delete on activity, events, installation_activity, parcel_events from ${applicationRole};
    revoke update on job_logs from ${applicationRole};
    -- What a shipment was at the dispatch stays; what the carrier did with it is added.
    revoke update, delete on shipments from ${applicationRole};
    grant update (tracking_number, handed_over_at, closed_at) on shipments to ${applicationRole};
    -- Which parcels a batch is about was decided when it began.
    revoke update, delete on parcel_batch_entries from ${applicationRole};
    grant update (outcome, reasons) on parcel_batch_entries to ${applicationRole};
    ${rightsTriggers}
    ${fileUsageTrigger}
    ${stockLedger}
  `);
}
