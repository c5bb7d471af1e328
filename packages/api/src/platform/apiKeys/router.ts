import { byId, createApiKey } from "@waybill/validators";
import { personProcedure, router } from "../../core/index.ts";
import { ApiKeyService } from "./service.ts";

export const apiKeysRouter = router({
  list: personProcedure("apiKeys.read").query(({ ctx }) => new ApiKeyService(ctx).list()),
  create: personProcedure("apiKeys.create", { fresh: true })
    .input(createApiKey)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).create(input)),
  revoke: personProcedure("apiKeys.revoke")
    .input(byId)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).revoke(input.id)),
});
