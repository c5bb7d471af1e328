import { addPasskey, byId, confirmTotp, renamePasskey } from "@waybill/validators";
import { freshUserProcedure, router, userProcedure } from "../../core/index.ts";
import { FactorService } from "./service.ts";

export const factorsRouter = router({
  list: userProcedure.query(({ ctx }) => new FactorService(ctx).list()),
  beginTotp: freshUserProcedure.mutation(({ ctx }) => new FactorService(ctx).beginTotp()),
  confirmTotp: freshUserProcedure
    .input(confirmTotp)
    .mutation(({ ctx, input }) => new FactorService(ctx).confirmTotp(input.code)),
  removeTotp: freshUserProcedure.mutation(({ ctx }) => new FactorService(ctx).removeTotp()),
  beginPasskey: freshUserProcedure.mutation(({ ctx }) => new FactorService(ctx).beginPasskey()),
  addPasskey: freshUserProcedure
    .input(addPasskey)
    .mutation(({ ctx, input }) => new FactorService(ctx).addPasskey(input)),
  renamePasskey: userProcedure
    .input(renamePasskey)
    .mutation(({ ctx, input }) => new FactorService(ctx).renamePasskey(input)),
  removePasskey: freshUserProcedure
    .input(byId)
    .mutation(({ ctx, input }) => new FactorService(ctx).removePasskey(input.id)),
  renewRecoveryCodes: freshUserProcedure.mutation(({ ctx }) => new FactorService(ctx).renewRecoveryCodes()),
});
