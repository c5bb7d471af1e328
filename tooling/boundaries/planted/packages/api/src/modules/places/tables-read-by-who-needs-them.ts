// Whose the tables are cannot be seen.
import * as schema from "@waybill/db/schema";

db.select().from(schema.tags);
