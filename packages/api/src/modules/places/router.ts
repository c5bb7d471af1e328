import { byId } from "@waybill/validators";
import { placeExport, placeFilter } from "@waybill/validators/places";
import { byKey, done, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { startImport } from "../../platform/imports/index.ts";
import { exportPlaces } from "./export.ts";
import { placeFiles } from "./files.ts";
import { importPlaces } from "./jobs.ts";
import { place } from "./outputs.ts";
import { createPlaceInput, importPlacesInput, updatePlaceInput } from "./rules.ts";
import { PlaceService } from "./service.ts";

export const placesRouter = router({
  list: tenantProcedure("places.read")
    .output(byKey(place))
    .input(placeFilter)
    .query(({ ctx, input }) => new PlaceService(ctx).list(input)),
  byId: tenantProcedure("places.read")
    .output(place)
    .input(byId)
    .query(({ ctx, input }) => new PlaceService(ctx).byId(input.id)),
  create: tenantProcedure("places.create")
    .output(done)
    .errors(createPlaceInput.refuses)
    .input(createPlaceInput)
    .mutation(({ ctx, input }) => new PlaceService(ctx).create(input)),
  update: tenantProcedure("places.update")
    .output(done)
    .errors(updatePlaceInput.refuses)
    .input(updatePlaceInput)
    .mutation(({ ctx, input }) => new PlaceService(ctx).update(input)),
  delete: tenantProcedure("places.delete")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new PlaceService(ctx).delete(input.id)),
  import: tenantProcedure("places.import")
    .output(queued)
    .errors(importPlacesInput.refuses)
    .input(importPlacesInput)
    .mutation(({ ctx, input }) => startImport(ctx, { job: importPlaces, files: placeFiles, what: "places" }, input)),
  export: personProcedure("places.read")
    .output(queued)
    .input(placeExport)
    .mutation(({ ctx, input }) => exportPlaces.start(ctx, input)),
});
