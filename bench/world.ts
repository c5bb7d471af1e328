import { mkdtempSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeApp, createApp, createCaller, createContext } from "@waybill/api";
import { fillWords } from "@waybill/api/testing/skewed-world";
import { type Cluster, startCluster } from "@waybill/cluster";
import { loadSettings, type Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { pino } from "pino";
import postgres from "postgres";

/** Number of tenants. */
const tenantCount = 20;

/** The tenant of a row, with its owner. */
export interface BenchTenant {
  id: string;
  slug: string;
  userId: string;
  sessionId: string;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A version 7 UUID for a number; the order stays the same. */
const idOf = (number: string) => `(
  substr(lpad(to_hex(1700000000000 + (${number})), 12, '0'), 1, 8) || '-' ||
  substr(lpad(to_hex(1700000000000 + (${number})), 12, '0'), 9, 4) || '-7' ||
  substr(md5((${number})::text), 1, 3) || '-8' || substr(md5((${number})::text), 4, 3) || '-' ||
  substr(md5((${number})::text), 7, 12))::uuid`;

/** Opens an application. @param env its settings */
export function openAppOn(env: NodeJS.ProcessEnv) {
  // Logs are written but not read.
  const log = pino({ level: "info" }, pino.destination({ dest: openSync("/dev/null", "w"), sync: false }));
  return createApp(loadSettings({ env }), "bench", { log });
}

/** The environment of a separate process with these settings. */
export const settingsAsEnv = (settings: Settings): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

/** Opens an application on a database. @param directory the folder of its files */
export function openApp(cluster: Cluster, database: string, directory: string) {
  const app = openAppOn({
    NODE_ENV: "production",
    LOG_LEVEL: "info",
    DATABASE_URL: cluster.applicationUrl(database),
    DATABASE_OWNER_URL: cluster.url(database),
    DATABASE_POOL: "10",
    DATA_DIR: directory,
    AUTH_SECRET: "a secret of the benchmarks, long enough",
    MAIL_OUTBOX: "true",
    DATABASE_EMBEDDED: "true",
  });
  return { app, settings: app.settings };
}

/**
 * Creates the database: a real Postgres with default settings.
 *
 * @param parcelsEach the number of parcels of each of the 20 tenants; by default 500,000 together.
 */
export async function openWorld(parcelsEach = 25_000) {
  const directory = mkdtempSync(join(tmpdir(), "waybill-bench-"));
  const cluster = await startCluster({ directory, parameters: { max_connections: "200" } });
  await cluster.createDatabase("waybill");
  await migrate(cluster.url("waybill"));
  const owner = postgres(cluster.url("waybill"), { max: 4, onnotice: () => {} });
  const { app, settings } = openApp(cluster, "waybill", directory);

  /** Creates a tenant with a signed-in owner. */
  const createTenant = async (slug: string): Promise<BenchTenant> => {
    const tenant = { id: newId(), slug, userId: newId(), sessionId: newId() };
    await owner.begin(async (sql) => {
      await sql`select set_config('app.tenant_id', ${tenant.id}, true)`;
      await sql`insert into tenants (id, name, slug) values (${tenant.id}, ${slug}, ${slug})`;
      await sql`insert into users (id, name, email, email_verified_at) values (${tenant.userId}, ${slug}, ${`${slug}@example.test`}, now())`;
      await sql`insert into sessions (id, user_id, expires_at) values (${tenant.sessionId}, ${tenant.userId}, now() + interval '1 day')`;
      await sql`insert into memberships (tenant_id, user_id, role) values (${tenant.id}, ${tenant.userId}, 'owner')`;
    });
    return tenant;
  };

  /** Fills a tenant: 200 items, 500 places, 10 tags, and its parcels with two lines each, a third of them tagged. */
  const fill = async ({ id }: BenchTenant, number: number) => {
    const at = (what: number, n: string) => idOf(`${number * 10_000_000 + what * 1_000_000} + ${n}`);
    await owner.begin(async (sql) => {
      await sql`select set_config('app.tenant_id', ${id}, true)`;
      // Without triggers, which would run half a million times.
      await sql`set local session_replication_role = replica`;
      await sql.unsafe(`insert into items (id, sku, name, weight, price, currency)
        select ${at(0, "n")}, 'SKU-' || n, 'Item ' || n, 100 + n, 100 * n, 'EUR' from generate_series(1, 200) n`);
      await sql.unsafe(`insert into places (id, code, name, country, city, postcode, line1)
        select ${at(1, "n")}, 'C-' || n, 'Place ' || n, 'DE', 'Berlin', '10117', 'Street ' || n from generate_series(1, 500) n`);
      await sql.unsafe(`insert into tags (id, name, color)
        select ${at(2, "n")}, 'Tag ' || n, 'red' from generate_series(1, 10) n`);
      await sql.unsafe(`insert into parcels (id, reference, state, recipient_id, created_at, updated_at)
        select ${at(3, "n")}, 'WB-' || n, (array['draft', 'packed', 'delivered', 'delivered', 'delivered'])[1 + n % 5],
          ${at(1, "1 + n % 500")}, now() - make_interval(mins => ${parcelsEach} - n), now()
        from generate_series(1, ${parcelsEach}) n`);
      await sql.unsafe(`insert into parcel_items (parcel_id, position, item_id, quantity)
        select ${at(3, "n")}, line, ${at(0, "1 + (n + line * 7) % 200")}, 1 + n % 4
        from generate_series(1, ${parcelsEach}) n, generate_series(0, 1) line`);
      await sql.unsafe(`insert into parcel_tags (parcel_id, tag_id)
        select ${at(3, "n")}, ${at(2, "1 + n % 10")} from generate_series(3, ${parcelsEach}, 3) n`);
      await fillWords(sql, [id]);
      await sql`select recount_parcels()`;
      // With triggers, which update the balances.
      await sql`set local session_replication_role = origin`;
      await sql.unsafe(`insert into stock_movements (item_id, kind, quantity, actor)
        select ${at(0, "n")}, 'receive', 10000000, 'system' from generate_series(1, 200) n`);
      await sql.unsafe(`insert into stock_movements (item_id, kind, quantity, parcel_id, actor)
        select item_id, 'reserve', quantity, parcel_id, 'system'
        from parcel_items join parcels on parcels.tenant_id = parcel_items.tenant_id and parcels.id = parcel_id
        where parcels.tenant_id = '${id}' and state = 'packed' order by item_id`);
    });
  };

  const tenants: BenchTenant[] = [];
  for (let number = 0; number < tenantCount; number += 1) {
    const tenant = await createTenant(`tenant-${number}`);
    await fill(tenant, number);
    tenants.push(tenant);
  }
  await owner`analyze`;
  const [tenant, other] = tenants;
  if (!tenant || !other) throw new Error("There is no tenant.");

  return {
    tenant,
    /** Another tenant with its owner. */
    other,
    /** All tenants. */
    tenants,
    cluster,
    owner,
    settings,
    app,
    directory,
    createTenant,
    /** The application's login, for hand-written references. */
    applicationUrl: cluster.applicationUrl("waybill"),
    ownerUrl: cluster.url("waybill"),
    /** Calls procedures as a tenant's owner; each call has its own context, like each request. */
    callAs: ({ slug, sessionId }: BenchTenant) =>
      createCaller(() => createContext(app, new Headers({ "x-tenant-id": slug }), sessionId)),
    async close() {
      await closeApp(app);
      await owner.end();
      await cluster.remove();
    },
  };
}
