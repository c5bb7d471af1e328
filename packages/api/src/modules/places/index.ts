import { defineModule } from "../../core/index.ts";
import { addressFields } from "./columns.ts";
import { writeDemoPlaces } from "./demo.ts";
import { published } from "./events.ts";
import { exportPlaces } from "./export.ts";
import { placeFiles } from "./files.ts";
import { importPlaces } from "./jobs.ts";
import { placeView } from "./list.ts";
import { placePermissions } from "./permissions.ts";
import { placesRouter } from "./router.ts";
import { placeConstraints, toPlace } from "./rules.ts";
import { PlaceService, placeSearchProvider } from "./service.ts";

export { incompleteAddress } from "./address.ts";
export { addressFields, PlaceService, toPlace };

/** The addresses that parcels go to. */
export const placesModule = defineModule({
  router: placesRouter,
  resources: [placePermissions],
  events: published,
  entities: [toPlace],
  lists: [placeView],
  searches: [placeSearchProvider],
  jobs: [importPlaces, exportPlaces.job],
  files: [...Object.values(placeFiles), exportPlaces.file],
  constraints: placeConstraints,
  demo: { write: writeDemoPlaces, packer: ["places.read"] },
});
