import { switchModule } from "@waybill/validators";
import { defineModule, listOf, personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { published } from "./events.ts";
import { businessModule, switched } from "./outputs.ts";
import { modulePermissions } from "./permissions.ts";
import { ModuleService } from "./service.ts";

const modulesRouter = router({
  list: tenantProcedure("modules.read")
    .output(listOf(businessModule))
    .query(({ ctx }) => new ModuleService(ctx).list()),
  switch: personProcedure("modules.switch")
    .output(switched)
    .input(switchModule)
    .mutation(({ ctx, input }) => new ModuleService(ctx).switch(input)),
});

/** The business modules that a tenant has switched on. */
export const modulesModule = defineModule({
  router: modulesRouter,
  resources: [modulePermissions],
  events: published,
});
