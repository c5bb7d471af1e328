// The core imports no module, not even of the platform.
import { tenants } from "@waybill/db/tenants";

db.select().from(tenants);
