import { expect, test } from "vitest";
import { TestApp } from "../../testing.ts";
import { migrateUnderLoad } from "./testing/migrate-under-load.ts";

test("while a database of 1,000,000 parcels is migrated, no request fails, and none waits for a lock for a second", async () => {
  const { testApp, postgres } = await TestApp.withPostgres({}, { durable: true });
  try {
    const { answered, failed, slowestMs, migrationMs, gaveWay } = await migrateUnderLoad(testApp, 1_000_000);
    process.stdout.write(
      `Migrated 1,000,000 parcels in ${Math.round(migrationMs)} ms beside ${answered.during} requests; the slowest took ${Math.round(slowestMs)} ms.\n`,
    );
    expect({ failed, gaveWay }).toEqual({ failed: [], gaveWay: true });
    expect(answered.during).toBeGreaterThanOrEqual(40);
  } finally {
    await testApp.close();
    await postgres.remove();
  }
}, 600_000);
