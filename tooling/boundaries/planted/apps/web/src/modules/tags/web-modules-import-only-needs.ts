import "../parcels/parts.ts";
