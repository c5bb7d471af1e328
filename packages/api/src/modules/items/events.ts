import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), sku: z.string(), name: z.string() });

export const itemCreated = defineEvent("item.created", {
  entity: "item",
  payload,
  summary: ({ sku, name }) => `created the item ${sku}, ${name}`,
});
export const itemUpdated = defineEvent("item.updated", {
  entity: "item",
  payload,
  summary: ({ sku }) => `changed the item ${sku}`,
});
export const itemArchived = defineEvent("item.archived", {
  entity: "item",
  payload,
  summary: ({ sku }) => `archived the item ${sku}`,
});
export const itemRestored = defineEvent("item.restored", {
  entity: "item",
  payload,
  summary: ({ sku }) => `restored the item ${sku}`,
});
export const itemsImported = defineEvent("item.imported", {
  entity: "item",
  payload: z.object({}),
  summary: () => "finished an import of items",
});
export const itemCountsImported = defineEvent("item.countsImported", {
  entity: "item",
  payload: z.object({}),
  summary: () => "finished an import of counts",
});

const stockMoved = payload.extend({ quantity: z.number().int(), counted: z.number().int().nullable() });
export type StockMoved = z.output<typeof stockMoved>;

export const stockReceived = defineEvent("item.received", {
  entity: "item",
  payload: stockMoved,
  summary: ({ sku, quantity }) => `received ${quantity} of ${sku}`,
});
export const stockCounted = defineEvent("item.counted", {
  entity: "item",
  payload: stockMoved,
  summary: ({ sku, counted }) => `counted ${counted} of ${sku}`,
});
export const stockCorrected = defineEvent("item.corrected", {
  entity: "item",
  payload: stockMoved,
  summary: ({ sku, quantity }) => `corrected the stock of ${sku} by ${quantity > 0 ? "+" : "−"}${Math.abs(quantity)}`,
});

/** The events of this module. */
export const published = [
  itemCreated,
  itemUpdated,
  itemArchived,
  itemRestored,
  itemsImported,
  itemCountsImported,
  stockReceived,
  stockCounted,
  stockCorrected,
];
