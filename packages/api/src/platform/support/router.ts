import { byId, startSupport, tenantSearch } from "@waybill/validators";
import { done, listOf, router, superuserDisclosure, superuserProcedure, tenantProcedure } from "../../core/index.ts";
import { OperatorService } from "./operator-access.ts";
import { access, foundTenant, ownAccess, startedAccess } from "./outputs.ts";
import { SupportService } from "./service.ts";

export const supportRouter = router({
  tenants: superuserDisclosure("viewed the list of organisations")
    .output(listOf(foundTenant))
    .input(tenantSearch)
    .query(({ ctx, input }) => new OperatorService(ctx).tenants(input.search)),
  current: superuserProcedure.output(listOf(ownAccess)).query(({ ctx }) => new OperatorService(ctx).current()),
  start: superuserProcedure
    .output(startedAccess)
    .input(startSupport)
    .mutation(({ ctx, input }) => new OperatorService(ctx).start(input)),
  end: superuserProcedure
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new OperatorService(ctx).end(input.id)),
  list: tenantProcedure("activity.read")
    .output(listOf(access))
    .query(({ ctx }) => new SupportService(ctx).list()),
  revoke: tenantProcedure("tenants.update")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new SupportService(ctx).revoke(input.id)),
});
