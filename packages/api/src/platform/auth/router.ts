import {
  pendingLink,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
  signUp,
  verifyEmail,
} from "@waybill/validators";
import { publicProcedure, router } from "../../core/index.ts";
import { AuthService } from "./service.ts";

export const authRouter = router({
  signUp: publicProcedure.input(signUp).mutation(({ ctx, input }) => new AuthService(ctx).signUp(input, ctx.ip)),
  pendingSignUp: publicProcedure
    .input(pendingLink)
    .query(({ ctx, input }) => new AuthService(ctx).pendingSignUp(input.token)),
  pendingSignIn: publicProcedure
    .input(pendingLink)
    .query(({ ctx, input }) => new AuthService(ctx).pendingSignIn(input.token)),
  verifyEmail: publicProcedure.input(verifyEmail).mutation(({ ctx, input }) => new AuthService(ctx).verifyEmail(input)),
  requestPasswordReset: publicProcedure
    .input(requestPasswordReset)
    .mutation(({ ctx, input }) => new AuthService(ctx).requestPasswordReset(input, ctx.ip)),
  resetPassword: publicProcedure
    .input(resetPassword)
    .mutation(({ ctx, input }) => new AuthService(ctx).resetPassword(input, ctx.ip)),
  requestSignInLink: publicProcedure
    .input(requestSignInLink)
    .mutation(({ ctx, input }) => new AuthService(ctx).requestSignInLink(input, ctx.ip)),
});
