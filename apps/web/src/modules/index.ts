import { itemsModule } from "./items/index.ts";
import { parcelsModule } from "./parcels/index.ts";
import { placesModule } from "./places/index.ts";
import { tagsModule } from "./tags/index.ts";

/** The business modules. A module is in the web app by its line here. */
export const modules = [itemsModule, parcelsModule, placesModule, tagsModule];
