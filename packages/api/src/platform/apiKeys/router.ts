import { byId, createApiKey } from "@waybill/validators";
import { router, tenantProcedure } from "../../core/index.ts";
import { ApiKeyService } from "./service.ts";

export const apiKeysRouter = router({
  list: tenantProcedure("apiKeys.read").query(({ ctx }) => new ApiKeyService(ctx).list()),
  create: tenantProcedure("apiKeys.create", { fresh: true })
    .input(createApiKey)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).create(input)),
  revoke: tenantProcedure("apiKeys.revoke")
    .input(byId)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).revoke(input.id)),
});
