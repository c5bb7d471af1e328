import { addPasskey, byId, confirmTotp, renamePasskey } from "@waybill/validators";
import { done, freshUserProcedure, nothing, router, userProcedure } from "../../core/index.ts";
import { addedPasskey, factors, firstRecoveryCodes, newTotp, passkeyCreation, recoveryCodes } from "./outputs.ts";
import { FactorService } from "./service.ts";

export const factorsRouter = router({
  list: userProcedure.output(factors).query(({ ctx }) => new FactorService(ctx).list()),
  startTotp: freshUserProcedure.output(newTotp).mutation(({ ctx }) => new FactorService(ctx).startTotp()),
  confirmTotp: freshUserProcedure
    .output(firstRecoveryCodes)
    .input(confirmTotp)
    .mutation(({ ctx, input }) => new FactorService(ctx).confirmTotp(input.code)),
  removeTotp: freshUserProcedure.output(nothing).mutation(({ ctx }) => new FactorService(ctx).removeTotp()),
  startPasskey: freshUserProcedure.output(passkeyCreation).mutation(({ ctx }) => new FactorService(ctx).startPasskey()),
  addPasskey: freshUserProcedure
    .output(addedPasskey)
    .input(addPasskey)
    .mutation(({ ctx, input }) => new FactorService(ctx).addPasskey(input)),
  renamePasskey: userProcedure
    .output(done)
    .input(renamePasskey)
    .mutation(({ ctx, input }) => new FactorService(ctx).renamePasskey(input)),
  removePasskey: freshUserProcedure
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new FactorService(ctx).removePasskey(input.id)),
  renewRecoveryCodes: freshUserProcedure
    .output(recoveryCodes)
    .mutation(({ ctx }) => new FactorService(ctx).renewRecoveryCodes()),
});
