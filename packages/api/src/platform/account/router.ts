import {
  accountEvents,
  changeEmail,
  changePassword,
  confirmIdentity,
  emailToken,
  signOutEverywhere,
} from "@waybill/validators";
import {
  freshUserProcedure,
  freshUserProcedureAfter,
  publicProcedure,
  router,
  userProcedure,
} from "../../core/index.ts";
import { refuseBreached } from "../auth/index.ts";
import { Confirmation } from "./confirm.ts";
import { beginEmailChange, cancelEmailChange, confirmEmailChange, undoEmailChange } from "./email.ts";
import { AccountService } from "./service.ts";

export const accountRouter = router({
  overview: userProcedure.query(({ ctx }) => new AccountService(ctx).overview()),
  events: userProcedure.input(accountEvents).query(({ ctx, input }) => new AccountService(ctx).events(input)),

  waysToConfirm: userProcedure.query(({ ctx }) => new Confirmation(ctx).ways()),
  passkeyChallenge: userProcedure.mutation(({ ctx }) => new Confirmation(ctx).challenge()),
  mailCode: userProcedure.mutation(({ ctx }) => new Confirmation(ctx).mailCode()),
  confirm: userProcedure.input(confirmIdentity).mutation(({ ctx, input }) => new Confirmation(ctx).confirm(input)),

  changePassword: freshUserProcedureAfter(refuseBreached())
    .input(changePassword)
    .mutation(({ ctx, input }) => new AccountService(ctx).changePassword(input, ctx.device)),
  changeEmail: freshUserProcedure.input(changeEmail).mutation(({ ctx, input }) => beginEmailChange(ctx, input.email)),
  cancelEmailChange: userProcedure.mutation(({ ctx }) => cancelEmailChange(ctx)),
  confirmEmail: publicProcedure.input(emailToken).mutation(({ ctx, input }) => confirmEmailChange(ctx, input.token)),
  undoEmail: publicProcedure.input(emailToken).mutation(({ ctx, input }) => undoEmailChange(ctx, input.token)),
  signOutEverywhere: freshUserProcedure
    .input(signOutEverywhere)
    .mutation(({ ctx, input }) => new AccountService(ctx).signOutEverywhere(input, ctx.device)),
});
