import * as schema from "@waybill/db/items";
import { itemTags, items as stock } from "@waybill/db/items";

const other = stock;

// Each of these writes a table of the items' module.
db.update(stock).set({ name: "" });
db.insert(itemTags).values([]);
ctx.db.delete(other);
db.update(schema.items).set({ name: "" });
newRows(stock, []);
upsertRows(ctx, stock, "sku", []);
sql`update ${stock} set name = ''`;
sql`with gone as (delete from ${itemTags}) select 1`;
sql`insert into stock_movements (quantity) values (1)`;
sql.raw("update items set name = ''");

// Permitted: reads, and writes to the module's own tables.
db.select().from(stock);
sql`select ${stock.name} from ${stock}`;
db.update(schema.parcels).set({ note: "" });
