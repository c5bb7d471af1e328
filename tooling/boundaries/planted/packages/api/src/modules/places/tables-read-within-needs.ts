// The owners of the tables are unknown.
import * as schema from "@waybill/db/schema";

db.select().from(schema.tags);
