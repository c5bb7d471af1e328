import { setKeepDays } from "@waybill/validators";
import { defineModule, done, listOf, personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { published } from "./events.ts";
import { retainedData } from "./outputs.ts";
import { RetentionService } from "./service.ts";

const retentionRouter = router({
  list: tenantProcedure("tenants.read")
    .output(listOf(retainedData))
    .query(({ ctx }) => new RetentionService(ctx).list()),
  set: personProcedure("tenants.update", { fresh: true })
    .output(done)
    .input(setKeepDays)
    .mutation(({ ctx, input }) => new RetentionService(ctx).set(input)),
});

/** Retention periods of an organisation for jobs, events and activity. */
export const retentionModule = defineModule({ router: retentionRouter, events: published });
