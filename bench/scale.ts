import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closeApp, createCaller, createContext } from "@waybill/api";
import { type Known, known, type Read, reads } from "@waybill/api/testing/reads";
import { fillTenants, type TenantSize } from "@waybill/api/testing/skewed-world";
import { type Cluster, startCluster } from "@waybill/cluster";
import { newId } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { lastMigration } from "@waybill/db/schema-version";
import postgres, { type Sql } from "postgres";
import { machine, median } from "./measure.ts";
import { openApp } from "./world.ts";

// `npm run bench -- scale`: the duration of each read for a tenant with a million parcels, one with ten thousand and a small
// one, among ten thousand small tenants; and for a small one among ten.

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Tenants of one size. */
interface Kind {
  name: string;
  count: number;
  size: TenantSize;
}

/** The scale of the data; `SCALE=0.01` tests the benchmark itself. */
const scale = Number(process.env.SCALE ?? 1);
const of = (count: number) => Math.max(1, Math.round(count * scale));

const small = { parcels: 100, places: 50, items: 20 };
const worlds: Record<string, Kind[]> = {
  crowd: [
    { name: "big", count: 1, size: { parcels: of(1_000_000), places: of(100_000), items: 5_000 } },
    { name: "middle", count: of(100), size: { parcels: of(10_000), places: of(1_000), items: 500 } },
    { name: "small", count: of(10_000), size: small },
  ],
  few: [{ name: "small", count: 10, size: small }],
};

/** The number of tenants per batch of inserts. */
const together = 1000;

/** The folder that keeps the databases between runs. */
const folder = join(import.meta.dirname, "../.artifacts/scale");
const marker = join(folder, "made.json");
const version = JSON.stringify({ migration: lastMigration().name, scale });

/** Indexes without a constraint: they are dropped, and created again after the inserts. */
async function withoutIndexes(owner: Sql, fill: () => Promise<void>): Promise<void> {
  const indexes = await owner<{ name: string; text: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as text from pg_index
    join pg_class on pg_class.oid = indrelid
    where relnamespace = 'public'::regnamespace and relname = any(${filled}) and not indisprimary and not exists (
      select from pg_constraint where conindid = indexrelid)`;
  for (const { name } of indexes) await owner.unsafe(`drop index ${name}`);
  await fill();
  await owner`set maintenance_work_mem = '512MB'`;
  for (const { text } of indexes) await owner.unsafe(text);
}
const filled = ["parcels", "parcel_items", "parcel_tags", "shipments", "places", "items", "stock_movements"];

/** Fills a database with tenants. The first of each size has a signed-in owner. */
async function make(cluster: Cluster, database: string, kinds: readonly Kind[]): Promise<void> {
  await cluster.createDatabase(database);
  await migrate(cluster.url(database));
  const owner = postgres(cluster.url(database), { max: 1, onnotice: () => {} });
  await withoutIndexes(owner, async () => {
    for (const { name, count, size } of kinds) {
      const ids = Array.from({ length: count }, newId);
      for (let from = 0; from < count; from += together) {
        const some = ids.slice(from, from + together);
        await owner`insert into tenants ${owner(
          some.map((id, n) => ({ id, name: `${name} ${from + n}`, slug: `${name}-${from + n}` })),
        )}`;
        await fillTenants(owner, some, size);
      }
      const [first = ""] = ids;
      const [user, session] = [newId(), newId()];
      await owner.begin(async (sql) => {
        await sql`select set_config('app.tenant_id', ${first}, true)`;
        await sql`insert into users (id, name, email, email_verified_at) values (${user}, ${name}, ${`${name}@example.test`}, now())`;
        await sql`insert into sessions (id, user_id, expires_at) values (${session}, ${user}, now() + interval '1 year')`;
        await sql`insert into memberships (tenant_id, user_id, role) values (${first}, ${user}, 'owner')`;
      });
    }
  });
  await owner`vacuum analyze`;
  await owner.end();
}

/** Opens the databases of the previous run if they have this version, and creates them otherwise. */
async function openWorlds(): Promise<Cluster> {
  const kept = existsSync(marker) && readFileSync(marker, "utf8") === version;
  if (!kept) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const cluster = await startCluster({
    directory: folder,
    parameters: { shared_buffers: "512MB", max_wal_size: "8GB", fsync: "off" },
  });
  if (kept) return cluster;
  const startedAt = performance.now();
  for (const [database, kinds] of Object.entries(worlds)) {
    say(`Making ${database}: ${kinds.map(({ count, size }) => `${count} × ${size.parcels} parcels`).join(", ")} …`);
    await make(cluster, database, kinds);
  }
  say(`Made in ${Math.round((performance.now() - startedAt) / 1000)} s, and kept in ${folder}`);
  writeFileSync(marker, version);
  return cluster;
}

/** A member of the first tenant of a size. */
interface Reader {
  call: ReturnType<typeof createCaller>;
  known: Known;
}

/** Opens an application on a database. @returns the members by the size of their tenant, and closes the application */
async function openReaders(cluster: Cluster, database: string) {
  const { app } = openApp(cluster, database, folder);
  const owner = postgres(cluster.url(database), { max: 1 });
  const readers: Record<string, Reader> = {};
  for (const { name } of worlds[database] ?? []) {
    const [session] = await owner<{ id: string }[]>`
      select sessions.id from sessions join users on users.id = user_id where users.name = ${name}`;
    const headers = new Headers({ "x-tenant-id": `${name}-0` });
    const call = createCaller(() => createContext(app, headers, session?.id ?? null));
    readers[name] = { call, known: await known(call) };
  }
  await owner.end();
  return { readers, close: () => closeApp(app) };
}

/** The number of measurements of a read per tenant, alternately, after a warm-up. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 15);

async function timeOf(read: Read, { call, known: ids }: Reader): Promise<number> {
  const startedAt = performance.now();
  await read(call, ids);
  return performance.now() - startedAt;
}

/** The durations of a read by tenant, in milliseconds. */
async function measure(read: Read, places: readonly Reader[]): Promise<number[]> {
  const times: number[][] = places.map(() => []);
  for (let round = -3; round < rounds; round += 1) {
    for (const [index, place] of places.entries()) {
      const ms = await timeOf(read, place);
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times.map(median);
}

const cluster = await openWorlds();
const [crowd, few] = [await openReaders(cluster, "crowd"), await openReaders(cluster, "few")];
try {
  const places = [crowd.readers.big, crowd.readers.middle, crowd.readers.small, few.readers.small].filter(
    (reader) => reader !== undefined,
  );
  const line = (cells: (string | number)[]) =>
    say(cells.map((cell, index) => (index === 0 ? String(cell).padEnd(36) : String(cell).padStart(11))).join(""));
  const { cpu, cores, memoryGiB, node } = machine();
  say(`\n${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}; milliseconds, the median of ${rounds}\n`);
  line(["read", "big", "middle", "small", "alone", "big/middle", "small/alone"]);
  const missed: string[] = [];
  for (const [name, , read] of reads) {
    const [big = 0, middle = 0, little = 0, alone = 0] = await measure(read, places);
    const [growth, crowding] = [big / middle, little / alone];
    if (growth > 2 || crowding > 1.1) missed.push(name);
    line([name, ...[big, middle, little, alone].map((ms) => ms.toFixed(2)), growth.toFixed(2), crowding.toFixed(2)]);
  }
  say(`\nTo reach: big/middle at most 2, small/alone at most 1.1. Missed: ${missed.join("; ") || "none"}.`);
} finally {
  await Promise.all([crowd.close(), few.close()]);
  await cluster.stop();
}
process.exit();
