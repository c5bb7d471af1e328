import {
  accountActivity,
  changeEmail,
  changePassword,
  confirmIdentity,
  emailToken,
  signOutEverywhere,
} from "@waybill/validators";
import {
  byCursor,
  freshUserProcedure,
  freshUserProcedureAfter,
  nothing,
  publicProcedure,
  router,
  userProcedure,
} from "../../core/index.ts";
import { refuseBreached } from "../auth/index.ts";
import { Confirmation } from "./confirm.ts";
import { cancelEmailChange, confirmEmailChange, startEmailChange, undoEmailChange } from "./email.ts";
import {
  account,
  activityEntry,
  codeMailed,
  confirmationMethods,
  confirmed,
  emailAddress,
  ended,
  passkeyRequest,
} from "./outputs.ts";
import { AccountService } from "./service.ts";

export const accountRouter = router({
  overview: userProcedure.output(account).query(({ ctx }) => new AccountService(ctx).overview()),
  activity: userProcedure
    .output(byCursor(activityEntry))
    .input(accountActivity)
    .query(({ ctx, input }) => new AccountService(ctx).activity(input)),

  confirmationMethods: userProcedure.output(confirmationMethods).query(({ ctx }) => new Confirmation(ctx).ways()),
  passkeyChallenge: userProcedure.output(passkeyRequest).mutation(({ ctx }) => new Confirmation(ctx).challenge()),
  mailCode: userProcedure.output(codeMailed).mutation(({ ctx }) => new Confirmation(ctx).mailCode()),
  confirm: userProcedure
    .output(confirmed)
    .input(confirmIdentity)
    .mutation(({ ctx, input }) => new Confirmation(ctx).confirm(input)),

  changePassword: freshUserProcedureAfter(refuseBreached())
    .output(confirmed)
    .input(changePassword)
    .mutation(({ ctx, input }) => new AccountService(ctx).changePassword(input, ctx.device)),
  changeEmail: freshUserProcedure
    .output(nothing)
    .input(changeEmail)
    .mutation(({ ctx, input }) => startEmailChange(ctx, input.email)),
  cancelEmailChange: userProcedure.output(nothing).mutation(({ ctx }) => cancelEmailChange(ctx)),
  confirmEmail: publicProcedure
    .output(emailAddress)
    .input(emailToken)
    .mutation(({ ctx, input }) => confirmEmailChange(ctx, input.token)),
  undoEmail: publicProcedure
    .output(emailAddress)
    .input(emailToken)
    .mutation(({ ctx, input }) => undoEmailChange(ctx, input.token)),
  signOutEverywhere: freshUserProcedure
    .output(ended)
    .input(signOutEverywhere)
    .mutation(({ ctx, input }) => new AccountService(ctx).signOutEverywhere(input, ctx.device)),
});
