import { connect } from "@waybill/db";
import { lastMigration } from "@waybill/db/schema-version";
import { postgres } from "@waybill/db/testing";
import { beforeAll, expect, test } from "vitest";
import { Health } from "../../core/monitoring/health.ts";
import { TestApp } from "../../testing.ts";
import { migrateUnderLoad, type Served } from "./testing/migrate-under-load.ts";

// A later version's migrations run beside processes of this one; the long form does it with 1,000,000 parcels.

let testApp: TestApp;
let served: Served;
beforeAll(async () => {
  testApp = await TestApp.start();
  served = await migrateUnderLoad(testApp, 20_000);
});

test("while a database is migrated, no request fails, and none waits for a lock for a second", () => {
  expect(served).toMatchObject({ failed: [], gaveWay: true });
  for (const count of Object.values(served.answered)) expect(count).toBeGreaterThanOrEqual(40);
});

test("the additions of the later version exist, and its new table is isolated by tenant", async () => {
  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  const [row] = await owner`
    select (select indisvalid from pg_index where indexrelid = 'parcels_urgency_idx'::regclass) as index,
      (select convalidated from pg_constraint where conname = 'parcels_urgency_check') as "check",
      (select relrowsecurity and relforcerowsecurity from pg_class where relname = 'parcel_remarks') as guarded,
      (select count(*)::int from parcels where lane is distinct from 'standard') as other`;
  await owner.end();
  expect(row).toEqual({ index: true, check: true, guarded: true, other: 0 });
});

test("a process of the previous version starts on it, and is ready", async () => {
  const health = new Health(testApp.app, {
    work: () => null,
    listening: () => null,
    direct: () => connect(testApp.app.settings, { max: 1 }),
    migration: lastMigration(),
    end: () => {},
    everyMs: 50,
  });
  await expect
    .poll(() => health.state.parts)
    .toEqual({
      ...{ database: null, schema: null, listener: null, eventLoop: null, work: null },
    });
  health.stop();
});
