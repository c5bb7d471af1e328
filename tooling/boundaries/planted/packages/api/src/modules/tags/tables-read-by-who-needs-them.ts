// Tags need no items.
import { items } from "@waybill/db/items";

db.select().from(items);
