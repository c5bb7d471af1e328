import { byId, createApiKey } from "@waybill/validators";
import { done, listOf, personProcedure, router } from "../../core/index.ts";
import { apiKey, newApiKey } from "./outputs.ts";
import { ApiKeyService } from "./service.ts";

export const apiKeysRouter = router({
  list: personProcedure("apiKeys.read")
    .output(listOf(apiKey))
    .query(({ ctx }) => new ApiKeyService(ctx).list()),
  create: personProcedure("apiKeys.create", { fresh: true })
    .output(newApiKey)
    .input(createApiKey)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).create(input)),
  revoke: personProcedure("apiKeys.revoke")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new ApiKeyService(ctx).revoke(input.id)),
});
