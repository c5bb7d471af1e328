import { defineTesting, type Kit, one } from "../../testing/kit.ts";
import { fitting } from "../../testing/samples.ts";

const address = { name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };

/** Creates a place. */
export async function makePlace(kit: Kit) {
  const values = { code: kit.unique("C"), ...address };
  return { ...(await kit.call.places.create(values)), ...values };
}

export const testing = defineTesting({
  async createRows({ call }, word) {
    const { id } = await call.places.create({
      ...{ code: word.toUpperCase(), name: `${word} place, ${fitting}`, country: "DE", city: word },
      ...{ postcode: "10117", line1: word },
    });
    return { place: id };
  },
  uncounted: { "places.import": "a job does the work" },
  fill: () => [`places set line2 = 'At the back', latitude = 52.5, longitude = 13.4`],
  inputs: (kit) => ({
    "places.byId": () => one(makePlace(kit)),
    "places.create": () => ({ code: kit.unique("C"), ...address }),
    "places.delete": () => one(makePlace(kit)),
    "places.export": () => ({}),
    "places.import": () =>
      kit.csv(
        "places.import",
        "code,name,country,city,postcode,line1",
        `${kit.unique("C")},Ada,DE,Berlin,10117,Street 1`,
      ),
    "places.list": () => ({}),
    "places.update": async () => ({ ...(await makePlace(kit)), name: "Changed", version: 1 }),
  }),
});
