// The core knows no module, those of the platform neither.
import { tenants } from "@waybill/db/tenants";

db.select().from(tenants);
