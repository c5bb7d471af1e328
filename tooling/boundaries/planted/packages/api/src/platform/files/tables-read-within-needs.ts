// The platform imports no business module.
import { parcels } from "@waybill/db/parcels";

db.select().from(parcels);
