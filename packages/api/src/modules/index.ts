import { itemsModule } from "./items/index.ts";
import { parcelsModule } from "./parcels/index.ts";
import { placesModule } from "./places/index.ts";
import { tagsModule } from "./tags/index.ts";

/** The business modules. A module is switched on by its line here, and off by removing it. */
export const modules = {
  items: itemsModule,
  parcels: parcelsModule,
  places: placesModule,
  tags: tagsModule,
};
