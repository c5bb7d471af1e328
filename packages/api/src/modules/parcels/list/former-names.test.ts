import { views } from "@waybill/db/views";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { TestApp } from "../../../testing.ts";
import { exportParcels } from "../exports/export.ts";

// Filters that an earlier version saved with another name.

test("a saved view keeps the filter", async () => {
  const testApp = await TestApp.start();
  const acme = await testApp.tenant("acme", "owner");
  const { call } = acme.members.owner;
  const { id } = await call.views.create({ list: "parcels", name: "Idle", state: {}, shared: false });
  await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
    db
      .update(views)
      .set({ state: { notMovedFor: 3 } })
      .where(ofTenant(acme.id, views, eq(views.id, id))),
  );
  const saved = (await call.views.list()).items.find((view) => view.id === id);
  expect(saved).toMatchObject({ state: { noProgressFor: 3 }, obsolete: [] });
});

test("a queued export keeps the filter", () => {
  expect(exportParcels.job.input.parse({ notMovedFor: 3 })).toEqual({ noProgressFor: 3, format: "csv" });
});
