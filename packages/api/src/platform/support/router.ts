import { byId, startSupport, tenantSearch } from "@waybill/validators";
import { done, listOf, operatorDisclosure, operatorProcedure, router, tenantProcedure } from "../../core/index.ts";
import { OperatorService } from "./operator-access.ts";
import { access, foundTenant, ownAccess, startedAccess } from "./outputs.ts";
import { SupportService } from "./service.ts";

export const supportRouter = router({
  tenants: operatorDisclosure("viewed the list of organisations")
    .output(listOf(foundTenant))
    .input(tenantSearch)
    .query(({ ctx, input }) => new OperatorService(ctx).tenants(input.search)),
  current: operatorProcedure.output(listOf(ownAccess)).query(({ ctx }) => new OperatorService(ctx).current()),
  start: operatorProcedure
    .output(startedAccess)
    .input(startSupport)
    .mutation(({ ctx, input }) => new OperatorService(ctx).start(input)),
  end: operatorProcedure
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
