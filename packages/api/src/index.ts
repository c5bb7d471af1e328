export { TRPCError } from "@trpc/server";
export { closeApp, createApp } from "./app.ts";
export { logUnroutedCall } from "./core/base-procedure.ts";
export type { App } from "./core/context.ts";
export { errorResponse } from "./core/error-response.ts";
export { asTrpcError, databaseUnavailable, issuesOf, serverBusy, waitSecondsOf } from "./core/errors.ts";
export { LogLimiter } from "./core/log-limiter.ts";
export { createLogger } from "./core/logger.ts";
export { networkOf } from "./core/network.ts";
export type { Permission } from "./core/permissions.ts";
export { refuseForNow } from "./core/rate-limit.ts";
export { createContext, type RequestContext, requestIdOf, sessionOf } from "./core/request.ts";
export { installationRequiredFrom } from "./core/second-factor.ts";
export { refusalFields } from "./core/security-log.ts";
export { credentialHeader, VerifiedCredentials } from "./core/verified-credentials.ts";
export {
  type Proof,
  type ProviderProfile,
  passkeyChallenge,
  type SignInOutcome,
  secondFactorChallenge,
  secondFactorChoices,
  signInWithLink,
  signInWithPasskey,
  signInWithPassword,
  signInWithProvider,
  signInWithSecondFactor,
  signOut,
} from "./platform/auth/index.ts";
export { downloadFile, openFile, receiveFile } from "./platform/files/index.ts";
export { recentMails } from "./platform/mail/index.ts";
export type { LiveChange } from "./platform/system/index.ts";
export {
  type AppRouter,
  appRouter,
  createCaller,
  definitions,
  type RouterInputs,
  type RouterOutputs,
  readInput,
} from "./root.ts";
