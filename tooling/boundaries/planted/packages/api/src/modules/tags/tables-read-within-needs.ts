// Items are not in the needs of tags.
import { items } from "@waybill/db/items";

db.select().from(items);
