import type { Settings } from "@waybill/config";
import {
  pendingLink,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
  signUp,
  verifyEmail,
} from "@waybill/validators";
import { nothing, publicProcedure, publicProcedureAfter, router } from "../../core/index.ts";
import { isGenuineToken } from "../mail/index.ts";
import { refuseBreached } from "./breaches.ts";
import { resetPasswordLink, signUpLink } from "./links.ts";
import { linked, pendingSignUp } from "./outputs.ts";
import { AuthService } from "./service.ts";

/**
 * Whether the input has a genuine token of a kind of link, so that visitors cannot trigger requests to another system.
 */
const hasToken =
  (link: Pick<typeof signUpLink, "purpose"> | Pick<typeof resetPasswordLink, "purpose">) =>
  (settings: Settings, input: unknown): boolean =>
    typeof input === "object" && input !== null && "token" in input && isGenuineToken(settings, link, input.token);

export const authRouter = router({
  signUp: publicProcedure
    .output(nothing)
    .input(signUp)
    .mutation(({ ctx, input }) => new AuthService(ctx).signUp(input, ctx.ip)),
  pendingSignUp: publicProcedure
    .output(pendingSignUp)
    .input(pendingLink)
    .query(({ ctx, input }) => new AuthService(ctx).pendingSignUp(input.token)),
  pendingSignIn: publicProcedure
    .output(linked)
    .input(pendingLink)
    .query(({ ctx, input }) => new AuthService(ctx).pendingSignIn(input.token)),
  verifyEmail: publicProcedureAfter(refuseBreached(hasToken(signUpLink)))
    .output(linked)
    .input(verifyEmail)
    .mutation(({ ctx, input }) => new AuthService(ctx).verifyEmail(input)),
  requestPasswordReset: publicProcedure
    .output(nothing)
    .input(requestPasswordReset)
    .mutation(({ ctx, input }) => new AuthService(ctx).requestPasswordReset(input, ctx.ip)),
  resetPassword: publicProcedureAfter(refuseBreached(hasToken(resetPasswordLink)))
    .output(linked)
    .input(resetPassword)
    .mutation(({ ctx, input }) => new AuthService(ctx).resetPassword(input, ctx.ip)),
  requestSignInLink: publicProcedure
    .output(nothing)
    .input(requestSignInLink)
    .mutation(({ ctx, input }) => new AuthService(ctx).requestSignInLink(input, ctx.ip)),
});
