// The platform knows no business module.
import { parcels } from "@waybill/db/parcels";

db.select().from(parcels);
