import { migrate } from "@waybill/db/migrate";
import { enterTenant, postgres } from "@waybill/db/testing";
import { laterMigrations } from "@waybill/db/testing-migrations";
import type { TestApp } from "../../../testing.ts";

/** The changes of a later version: columns, a table, a check, an index, each as an expanding migration makes them. */
const later = laterMigrations({
  "9000_expand": [
    "alter table parcels add column urgency integer",
    "alter table parcels add column lane text not null default 'standard'",
    "alter table parcels add constraint parcels_urgency_check check (urgency > 0) not valid",
    `create table parcel_remarks (tenant_id uuid not null references tenants (id), id uuid not null, remark text,
      primary key (tenant_id, id))`,
  ].join(";--> statement-breakpoint\n"),
  "9001_validate": "alter table parcels validate constraint parcels_urgency_check",
  "9002_index": [
    "-- outside a transaction",
    "drop index concurrently if exists parcels_urgency_idx;--> statement-breakpoint",
    "create index concurrently parcels_urgency_idx on parcels (tenant_id, urgency, lane, id)",
  ].join("\n"),
});

/** The maximum lock wait of an application statement, in milliseconds. */
const maxLockMs = 1000;

/** The outcome of the requests beside a migration. */
export interface Served {
  /** The numbers of successful requests before, during and after the migration. */
  answered: { before: number; during: number; after: number };
  /** Failures as text. */
  failed: string[];
  /** The slowest request during the migration, in milliseconds. */
  slowestMs: number;
  /** The duration of the migration, in milliseconds. */
  migrationMs: number;
  /** Whether the migration released a lock for a while because a table was in use. */
  gaveWay: boolean;
}

/**
 * Migrates a database with many parcels while the app serves requests that list, read, create and change parcels. At
 * first an open transaction uses the table until the migration has backed off and other requests have been answered.
 *
 * Postgres refuses a statement that waits for a lock for a second; its request counts as failed.
 */
export async function migrateUnderLoad(testApp: TestApp, parcels: number): Promise<Served> {
  const { ownerUrl, name } = testApp.urls;
  const owner = postgres(ownerUrl, { max: 2, onnotice: () => {} });
  await owner.unsafe(`alter role waybill_app in database ${name} set lock_timeout = ${maxLockMs}`);
  const { id, members } = await testApp.tenant("acme", "owner");
  const { call } = members.owner;
  const item = await call.items.create({ sku: "L", name: "Lamp", weight: 1, stock: 1e6, price: 1, currency: "EUR" });
  const place = await call.places.create({
    code: "P",
    name: "Ada",
    country: "DE",
    city: "Berlin",
    line1: "Street 1",
    postcode: "10117",
  });
  await owner.begin(async (sql) => {
    await enterTenant(sql, id);
    await sql`insert into parcels (id, reference, state, recipient_id)
      select (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'WB-' || n, 'delivered', ${place.id} from generate_series(1, ${parcels}) n`;
    await sql`insert into parcel_items (parcel_id, position, item_id, quantity)
      select id, 0, ${item.id}, 1 from parcels where tenant_id = ${id}`;
  });
  await owner`vacuum analyze parcels, parcel_items`;

  const served: Served = {
    ...{ answered: { before: 0, during: 0, after: 0 }, failed: [], slowestMs: 0, migrationMs: 0, gaveWay: false },
  };
  let phase: keyof Served["answered"] = "before";
  let over = false;
  let made = 0;
  const lines = [{ itemId: item.id, quantity: 1 }];
  const people = Array.from({ length: 4 }, async () => {
    while (!over) {
      made += 1;
      const reference = `NEW-${made}`;
      let parcelId = "";
      const requests: (() => Promise<unknown>)[] = [
        () => call.parcels.list({}),
        async () => {
          parcelId = (await call.parcels.create({ reference, recipientId: place.id, lines, packed: false })).id;
        },
        () => call.parcels.byId({ id: parcelId }),
        async () => {
          const { version } = await call.parcels.byId({ id: parcelId });
          await call.parcels.update({
            id: parcelId,
            version,
            reference,
            recipientId: place.id,
            lines,
            note: "changed",
          });
        },
      ];
      for (const request of requests) {
        const startedAt = performance.now();
        const at = phase;
        await request().then(
          () => {
            served.answered[at] += 1;
          },
          (error: unknown) => served.failed.push(`${at}: ${error instanceof Error ? error.message : error}`),
        );
        if (at === "during") served.slowestMs = Math.max(served.slowestMs, performance.now() - startedAt);
      }
    }
  });
  const answered = async (which: keyof Served["answered"], more: number) => {
    const until = served.answered[which] + more;
    while (served.answered[which] < until && served.failed.length === 0) {
      await new Promise((turn) => setImmediate(turn));
    }
  };
  try {
    await answered("before", 40);
    const given = Promise.withResolvers<void>();
    const reading = owner.begin(async (sql) => {
      await sql`select from parcels limit 1`;
      await given.promise;
    });
    phase = "during";
    const startedAt = performance.now();
    const migration = migrate(ownerUrl, {
      folder: later,
      onProgress: () => {
        served.gaveWay = true;
      },
    });
    while (!served.gaveWay && served.failed.length === 0) await new Promise((turn) => setImmediate(turn));
    await answered("during", 40);
    given.resolve();
    await reading;
    await migration;
    served.migrationMs = performance.now() - startedAt;
    phase = "after";
    await answered("after", 40);
  } finally {
    over = true;
    await Promise.all(people);
    await owner.end();
  }
  return served;
}
