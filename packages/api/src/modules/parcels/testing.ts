import { parcels } from "@waybill/db/parcels";
import { eq } from "drizzle-orm";
import { ofTenant } from "../../core/index.ts";
import { defineTesting, type Kit, one } from "../../testing/kit.ts";
import { makeItem } from "../items/testing.ts";
import { makePlace } from "../places/testing.ts";

/** Makes a parcel of one line. */
export async function makeParcel(kit: Kit, packed = true) {
  const [{ id: itemId }, { id: recipientId }] = [await makeItem(kit), await makePlace(kit)];
  const values = { reference: kit.fresh("WB"), recipientId, lines: [{ itemId, quantity: 1 }], packed };
  return { ...(await kit.call.parcels.create(values)), ...values };
}

/** Makes a parcel that no carrier took. */
async function makeFailed(kit: Kit) {
  const { id } = await makeParcel(kit);
  await kit.testApp.direct.transaction({ tenantId: kit.tenant.id }, ({ db }) =>
    db
      .update(parcels)
      .set({ state: "failed" })
      .where(ofTenant(kit.tenant.id, parcels, eq(parcels.id, id))),
  );
  return { id };
}

export const testing = defineTesting({
  inputs: (kit) => {
    const { call } = kit;
    const parcel = () => one(makeParcel(kit));
    /** Parcels to begin a batch of. */
    const counted = async (packed = true) => {
      const selection = { ids: [(await makeParcel(kit, packed)).id] };
      return { selection, until: (await call.parcels.count({ selection })).until, expected: 1 };
    };
    const batch = async () => ({ batchId: (await call.parcels.dispatchMany(await counted())).jobId });
    const noInput = () => undefined;
    const listed = () => ({});
    return {
      "parcels.attention": noInput,
      "parcels.batch": batch,
      "parcels.batchEntries": batch,
      "parcels.byId": parcel,
      "parcels.byCode": async () => ({ code: (await makeParcel(kit)).reference }),
      "parcels.cancel": parcel,
      "parcels.count": () => ({ selection: {} }),
      "parcels.create": async () => ({
        ...{ reference: kit.fresh("P"), recipientId: (await makePlace(kit)).id, packed: true },
        lines: [{ itemId: (await makeItem(kit)).id, quantity: 1 }],
      }),
      "parcels.dispatch": parcel,
      "parcels.export": listed,
      "parcels.import": () => kit.csv("parcels.import", "reference,sku,quantity", `${kit.fresh("P")},none,1`),
      "parcels.dispatchMany": () => counted(),
      "parcels.list": listed,
      "parcels.nextReference": noInput,
      "parcels.packMany": () => counted(false),
      "parcels.preflight": () => ({ selection: {} }),
      "parcels.printLabels": batch,
      "parcels.retry": () => makeFailed(kit),
      "parcels.retryMany": async () => ({ ids: [(await makeFailed(kit)).id] }),
      "parcels.setPacked": async () => ({ id: (await makeParcel(kit, false)).id, packed: true }),
      "parcels.summary": noInput,
      "parcels.timeline": parcel,
      "parcels.update": async () => ({ ...(await makeParcel(kit)), version: 1, note: "Changed" }),
    };
  },
});
