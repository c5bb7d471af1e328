import "../../../../modules/parcels/index.ts";
