import { requestPasswordReset, resetPassword, signUp, verifyEmail } from "@waybill/validators";
import { publicProcedure, router } from "../../core/index.ts";
import { AuthService } from "./service.ts";

export const authRouter = router({
  signUp: publicProcedure.input(signUp).mutation(({ ctx, input }) => new AuthService(ctx).signUp(input, ctx.ip)),
  verifyEmail: publicProcedure
    .input(verifyEmail)
    .mutation(({ ctx, input }) => new AuthService(ctx).verifyEmail(input.token)),
  requestPasswordReset: publicProcedure
    .input(requestPasswordReset)
    .mutation(({ ctx, input }) => new AuthService(ctx).requestPasswordReset(input.email, ctx.ip)),
  resetPassword: publicProcedure
    .input(resetPassword)
    .mutation(({ ctx, input }) => new AuthService(ctx).resetPassword(input)),
});
