import { newId } from "@waybill/db";
import { files } from "@waybill/db/files";
import { places } from "@waybill/db/places";
import { postgres } from "@waybill/db/testing";
import { describe, expect, test, vi } from "vitest";
import { acme, end, packedParcel, startWorker, testApp, useWorkers } from "./testing/workers.ts";

useWorkers();

describe("work on many rows", () => {
  test("an import that is killed or cancelled is continued without losses or duplicates", async () => {
    const { call } = acme.members.dispatcher;
    const total = 12_000;
    const lines = Array.from({ length: total }, (_, n) => `I-${n},Ada,${n % 100 === 0 ? "Atlantis" : "DE"},Berlin`);
    const content = Buffer.from(["code,name,country,city", ...lines].join("\n"));
    const id = newId();
    const key = `${acme.id}/${id}`;
    await testApp.app.clients.files.write(key, content);
    const upload = { kind: "places.import", permission: "places.import", name: "a.csv", contentType: "text/csv" };
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.insert(files).values({ tenantId: acme.id, id, key, size: content.length, ...upload }),
    );
    const { jobId } = await call.places.import({ fileId: id });
    const jobOf = () => call.jobs.byId({ id: jobId });
    const started = (least: number) =>
      vi.waitFor(async () => expect((await jobOf()).done).toBeGreaterThanOrEqual(least), {
        timeout: 60_000,
        interval: 5,
      });
    const first = await startWorker();
    await started(1000);
    await end(first, "SIGKILL");
    const killedAt = await jobOf();
    expect(killedAt).toMatchObject({ state: "running", total });
    expect(killedAt.done).toBeLessThan(total);
    await startWorker();
    await started(killedAt.done + 1000);
    await call.jobs.cancel({ id: jobId });
    await vi.waitFor(async () => expect((await jobOf()).state).toBe("cancelled"), { timeout: 10_000 });
    const cancelledAt = await jobOf();
    await call.jobs.retry({ id: jobId });
    await vi.waitFor(async () => expect((await jobOf()).state).toBe("done"), { timeout: 60_000, interval: 100 });
    expect(cancelledAt.done).toBeLessThan(total);
    const counts = { rows: total, created: total - 120, updated: 0, unchanged: 0, refused: 120 };
    expect(await jobOf()).toMatchObject({ result: counts, done: total });
    const kept = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.$count(places));
    expect(kept).toBe(total - 120);
  });

  test("a killed batch is continued: each parcel is dispatched once, and each refused one has a reason", async () => {
    const { call } = acme.members.dispatcher;
    const first = await packedParcel();
    const { recipient } = await call.parcels.byId({ id: first.id });
    const lines = [{ itemId: first.itemId, quantity: 1 }];
    await call.items.receive({ id: first.itemId, quantity: 1000 });
    const ids = [first.id];
    for (let n = 0; n < 30; n += 1) {
      const parcel = { reference: `BATCH-${n}`, recipientId: recipient.id, lines, packed: n % 2 === 0 };
      ids.push((await call.parcels.create(parcel)).id);
    }
    const short = {
      reference: "BATCH-SHORT",
      recipientId: recipient.id,
      lines: [{ itemId: first.itemId, quantity: 9999 }],
    };
    ids.push((await call.parcels.create(short)).id);
    const selection = { ids };
    const { until, total, ready } = await call.parcels.preflight({ selection });
    expect([total, ready]).toEqual([32, 31]);

    const worker = await startWorker();
    const { jobId: batchId } = await call.parcels.dispatchMany({ selection, until, expected: total });
    await vi.waitFor(async () => expect((await call.parcels.batch({ batchId })).done).toBeGreaterThan(2), {
      ...{ timeout: 30_000, interval: 10 },
    });
    await end(worker, "SIGKILL");
    const { done } = await call.parcels.batch({ batchId });
    expect(done).toBeLessThan(31);
    await startWorker();
    await vi.waitFor(
      async () =>
        expect(await call.jobs.byId({ id: batchId })).toMatchObject({
          state: "done",
          result: { done: 31, refused: 1 },
        }),
      { timeout: 90_000, interval: 500 },
    );
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [once] = await owner`
      select count(*)::int as parcels, max(shipments)::int as shipments, max(events)::int as events from (
        select (select count(*) from shipments where parcel_id = parcels.id) as shipments,
          (select count(*) from events where entity_id = parcels.id and name = 'parcel.dispatched') as events
        from parcels where id = any(${ids}) and state in ('dispatched', 'in_transit', 'delivered')) as dispatched`;
    await owner.end();
    expect(once).toEqual({ parcels: 31, shipments: 1, events: 1 });
    // 10 and 1000 came in; 3 and 30 left.
    expect((await call.items.byId({ id: first.itemId })).onHand).toBe(977);
    const { items: refused } = await call.parcels.batchEntries({ batchId, outcome: "refused" });
    expect(refused.map(({ reference, reasons }) => [reference, reasons])).toEqual([
      ["BATCH-SHORT", ["Lamp: only 977 available, but the parcel needs 9999."]],
    ]);
  });
});
