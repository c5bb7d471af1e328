import { present } from "@waybill/validators";
import { defineModule, done, listOf, personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { presentPerson } from "./outputs.ts";
import { PresenceService } from "./service.ts";

const presenceRouter = router({
  others: tenantProcedure("tenants.read")
    .output(listOf(presentPerson))
    .input(present)
    .query(({ ctx, input }) => new PresenceService(ctx).others(input)),
  here: personProcedure("tenants.read", { silent: true, support: true })
    .output(done)
    .input(present)
    .mutation(({ ctx, input }) => new PresenceService(ctx).here(input)),
  gone: personProcedure("tenants.read", { silent: true, support: true })
    .output(done)
    .input(present)
    .mutation(({ ctx, input }) => new PresenceService(ctx).gone(input)),
});

/** Presence: who else has the same page open. */
export const presenceModule = defineModule({ router: presenceRouter });
