// Each way to name a business module, once.

import { items } from "@waybill/db/items";
import { itemsModule } from "../modules/items/index.ts";

type Any = never;

export const names = (call: Any, can: (permission: string) => boolean, sql: Any) => [
  call.tags.create({}),
  can("places.read"),
  { entity: "parcel" },
  "item.created",
  sql`select 1 from parcel_tags`,
  "select 1 from stock_movements",
  // Permitted: a list, not a module.
  call.items.map(String),
  items,
  itemsModule,
];
