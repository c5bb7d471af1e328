import { defineTesting, type Kit, one } from "../../testing/kit.ts";
import { fitting } from "../../testing/samples.ts";

/** Creates an item with stock. */
export async function makeItem(kit: Kit) {
  const values = { sku: kit.unique("SKU"), name: "Lamp", weight: 1, stock: 9, price: 1, currency: "EUR" };
  return { ...values, id: (await kit.call.items.create(values)).id };
}

export const testing = defineTesting({
  async createRows({ call }, word, { tag = "" }) {
    const create = (sku: string) =>
      call.items.create({
        ...{ sku: sku.toUpperCase(), name: `${word} item, ${fitting}`, weight: 1, stock: 4, price: 1, currency: "EUR" },
        tagIds: [tag],
      });
    // More than one, so that a list has a next page.
    await create(`${word}-2`);
    const { id } = await create(word);
    await call.items.receive({ id, quantity: 1 });
    return { item: id };
  },
  broughtBy: { parcels: { "items.movements": ["items.*.parcelId", "items.*.parcelReference"] } },
  // The rest stays, so that some items have low stock.
  uncounted: { "items.import": "a job does the work", "items.importCounts": "a job does the work" },
  fill: ({ item }) => [`items set archived_at = case when id <> '${item}' and sku not like '%-2' then now() end`],
  inputs: (kit) => {
    const item = () => one(makeItem(kit));
    const listed = () => ({});
    return {
      "items.archive": item,
      "items.byId": item,
      "items.byCode": async () => ({ code: (await makeItem(kit)).sku }),
      "items.create": () => ({ sku: kit.unique("S"), name: "Lamp", weight: 1, stock: 1, price: 1, currency: "EUR" }),
      "items.export": listed,
      "items.import": () =>
        kit.csv("items.import", "sku,name,weight,price,currency", `${kit.unique("S")},Lamp,1,1,EUR`),
      "items.correct": async () => ({ ...(await item()), quantity: -1, reason: "One is broken" }),
      "items.count": async () => ({ ...(await item()), seen: 9, counted: 8 }),
      "items.importCounts": async () => kit.csv("items.importCounts", "sku,counted", `${(await makeItem(kit)).sku},7`),
      "items.list": listed,
      "items.movements": item,
      "items.runningOut": listed,
      "items.receive": async () => ({ ...(await item()), quantity: 1 }),
      "items.update": async () => ({ ...(await item()), name: "Changed", version: 1 }),
    };
  },
});
