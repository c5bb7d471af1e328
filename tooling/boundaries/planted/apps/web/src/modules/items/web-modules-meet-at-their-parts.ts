import "../parcels/page.ts";
