import type { Race, RaceTools, Racetrack } from "../../../testing/attack/race.ts";

const stock = 10;

/** A packed parcel with three of an item. */
async function packed(track: Racetrack) {
  const { owner } = track.course.members;
  const [call, elsewhere] = [await track.as(owner), await track.as(owner, track.other)];
  const sku = track.unique("SKU");
  const item = await call.items.create({ sku, name: "Lamp", weight: 1, stock, price: 1, currency: "EUR" });
  const address = { name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  const place = await call.places.create({ code: track.unique("C"), ...address });
  const lines = [{ itemId: item.id, quantity: 3 }];
  const { id } = await call.parcels.create({
    reference: track.unique("P"),
    recipientId: place.id,
    lines,
    packed: true,
  });
  const state = async () => {
    const [row] = await track.sql(
      `select state, (select on_hand from items where id = '${item.id}') as stock from parcels where id = '${id}'`,
    );
    return `${row?.state} ${row?.stock}`;
  };
  return { id, call, elsewhere, state };
}

/** Invariants for any interleaving of two calls. */
export const parcelRaces = ({ ok, oneOf, violationsOf }: RaceTools): readonly Race[] => [
  {
    name: "a parcel is dispatched twice",
    async heat(track) {
      const { id, call, elsewhere, state } = await packed(track);
      return {
        calls: [() => call.parcels.dispatch({ id }), () => elsewhere.parcels.dispatch({ id })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "the stock is taken once": (await state()) === `dispatched ${stock - 3}`,
          }),
      };
    },
  },
  {
    name: "a parcel is cancelled during its dispatch",
    async heat(track) {
      const { id, call, elsewhere, state } = await packed(track);
      return {
        calls: [() => call.parcels.cancel({ id }), () => elsewhere.parcels.dispatch({ id })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "the stock is taken where it was sent":
              (await state()) === (ok(first) ? `cancelled ${stock}` : `dispatched ${stock - 3}`),
          }),
      };
    },
  },
  {
    name: "a failed parcel is cancelled twice",
    async heat(track) {
      const { id, call, elsewhere, state } = await packed(track);
      await call.parcels.dispatch({ id });
      await track.sql(`update parcels set state = 'failed' where id = '${id}'`);
      return {
        calls: [() => call.parcels.cancel({ id }), () => elsewhere.parcels.cancel({ id })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "the stock comes back once": (await state()) === `cancelled ${stock}`,
          }),
      };
    },
  },
];
