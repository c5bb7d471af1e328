import { parcels } from "@waybill/db/parcels";
import { eq } from "drizzle-orm";
import { ofTenant } from "../../core/index.ts";
import { defineTesting, type Kit, one } from "../../testing/kit.ts";

import { makeItem } from "../items/testing.ts";
import { makePlace } from "../places/testing.ts";
import { parcelRaces } from "./testing/races.ts";

/** Creates a parcel with one line. */
export async function makeParcel(kit: Kit, packed = true) {
  const [{ id: itemId }, { id: recipientId }] = [await makeItem(kit), await makePlace(kit)];
  const values = { reference: kit.unique("WB"), recipientId, lines: [{ itemId, quantity: 1 }], packed };
  return { ...(await kit.call.parcels.create(values)), ...values };
}

/** Creates a parcel that no carrier accepted. */
const makeFailed = async (kit: Kit) => fail(kit, (await makeParcel(kit)).id);

async function fail(kit: Kit, id: string) {
  await kit.testApp.direct.transaction({ tenantId: kit.tenant.id }, ({ db }) =>
    db
      .update(parcels)
      .set({ state: "failed" })
      .where(ofTenant(kit.tenant.id, parcels, eq(parcels.id, id))),
  );
  return { id };
}

/** A batch of two parcels: one that leaves, and one without enough stock. */
async function batchOf(
  { call }: Kit,
  word: string,
  parcel: { recipientId: string; tagIds: string[] },
  itemId: string,
): Promise<string> {
  const ids: string[] = [];
  for (const quantity of [1, 99]) {
    const lines = [{ itemId, quantity }];
    ids.push((await call.parcels.create({ ...parcel, reference: `${word} ${quantity}`, lines })).id);
  }
  const selection = { ids };
  const { until, total: expected } = await call.parcels.preflight({ selection });
  return (await call.parcels.dispatchMany({ selection, until, expected })).jobId;
}

export const testing = defineTesting({
  async createRows(kit, word, { item = "", place = "", tag = "" }) {
    const { call } = kit;
    const to = { recipientId: place, tagIds: [tag] };
    const lines = [{ itemId: item, quantity: 1 }];
    const { id } = await call.parcels.create({ reference: word, lines, ...to, packed: true });
    const batch = await batchOf(kit, word, to, item);
    await call.parcels.dispatch({ id });
    const { labelFileId } = await call.parcels.byId({ id });
    const failed = await call.parcels.create({ reference: `${word} failed`, lines, ...to });
    return { parcel: id, batch, file: labelFileId ?? "", failedParcel: (await fail(kit, failed.id)).id };
  },
  kinds: { recipientId: "place", refusedIn: "batch" },
  // A carrier that delivers at once.
  clients: {
    carrier: {
      name: "Prompt carrier",
      book: async ({ reference }) => ({ trackingNumber: `T-${reference}` }),
      status: async () => ({ state: "delivered" }),
      voidShipment: async () => {},
    },
  },
  uncounted: {
    "parcels.import": "a job does the work",
    "parcels.figures": "its reads run on connections of their own",
  },
  fill: () => [`parcels set failure = 'Broken', note = 'Ring twice'`],
  checks: ({ byOwner, watched }) => [
    {
      // A state that other mutations need first.
      name: "parcels.cancel returns stock only in the own tenant",
      run: (world) =>
        watched(world, async () => {
          const { code, answer } = await byOwner(world, "parcels.cancel", { id: world.made.acme.ids.failedParcel });
          return code === "ok" ? [] : [`it is refused: ${JSON.stringify(answer)}`];
        }),
    },
  ],
  races: parcelRaces,
  inputs: (kit) => {
    const { call } = kit;
    const parcel = () => one(makeParcel(kit));
    /** Parcels for a batch. */
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
      "parcels.carriers": noInput,
      "parcels.count": () => ({ selection: {} }),
      "parcels.create": async () => ({
        ...{ reference: kit.unique("P"), recipientId: (await makePlace(kit)).id, packed: true },
        lines: [{ itemId: (await makeItem(kit)).id, quantity: 1 }],
      }),
      "parcels.dispatch": parcel,
      "parcels.export": listed,
      "parcels.import": () => kit.csv("parcels.import", "reference,sku,quantity", `${kit.unique("P")},none,1`),
      "parcels.dispatchMany": () => counted(),
      "parcels.list": listed,
      "parcels.nextReference": noInput,
      "parcels.overview": noInput,
      "parcels.packMany": () => counted(false),
      "parcels.preflight": () => ({ selection: {} }),
      "parcels.printLabels": batch,
      "parcels.retry": () => makeFailed(kit),
      "parcels.retryMany": async () => ({ ids: [(await makeFailed(kit)).id] }),
      "parcels.setPacked": async () => ({ id: (await makeParcel(kit, false)).id, packed: true }),
      "parcels.timeline": parcel,
      "parcels.update": async () => ({ ...(await makeParcel(kit)), version: 1, note: "Changed" }),
    };
  },
});
