import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), sku: z.string(), name: z.string() });

export const itemCreated = defineEvent("item.created", {
  entity: "item",
  payload,
  says: ({ sku, name }) => `created the item ${sku}, ${name}`,
});
export const itemUpdated = defineEvent("item.updated", {
  entity: "item",
  payload,
  says: ({ sku }) => `changed the item ${sku}`,
});
export const itemArchived = defineEvent("item.archived", {
  entity: "item",
  payload,
  says: ({ sku }) => `archived the item ${sku}`,
});
export const itemRestored = defineEvent("item.restored", {
  entity: "item",
  payload,
  says: ({ sku }) => `restored the item ${sku}`,
});
export const itemsImported = defineEvent("item.imported", {
  entity: "item",
  payload: z.object({}),
  says: () => "finished an import of items",
});

/** What this module publishes. */
export const published = [itemCreated, itemUpdated, itemArchived, itemRestored, itemsImported];
