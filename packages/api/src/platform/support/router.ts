import { byId, startSupport, tenantSearch } from "@waybill/validators";
import { router, superuserDisclosure, superuserProcedure, tenantProcedure } from "../../core/index.ts";
import { OperatorService, SupportService } from "./service.ts";

export const supportRouter = router({
  tenants: superuserDisclosure("looked through the organisations")
    .input(tenantSearch)
    .query(({ ctx, input }) => new OperatorService(ctx).tenants(input.search)),
  current: superuserProcedure.query(({ ctx }) => new OperatorService(ctx).current()),
  start: superuserProcedure.input(startSupport).mutation(({ ctx, input }) => new OperatorService(ctx).start(input)),
  end: superuserProcedure.input(byId).mutation(({ ctx, input }) => new OperatorService(ctx).end(input.id)),
  list: tenantProcedure("activity.read").query(({ ctx }) => new SupportService(ctx).list()),
  revoke: tenantProcedure("tenants.update")
    .input(byId)
    .mutation(({ ctx, input }) => new SupportService(ctx).revoke(input.id)),
});
