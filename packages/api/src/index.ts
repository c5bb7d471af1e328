export { TRPCError } from "@trpc/server";
export { closeApp, createApp } from "./app.ts";
export { networkOf } from "./core/access/network.ts";
export { refuseForNow } from "./core/access/rate-limit.ts";
export { installationRequiredFrom } from "./core/access/second-factor.ts";
export { refusalFields } from "./core/access/security-log.ts";
export { credentialHeader, VerifiedCredentials } from "./core/access/verified-credentials.ts";
export type { App } from "./core/context.ts";
export { asTrpcError, databaseUnavailable, issuesOf, serverBusy, waitSecondsOf } from "./core/errors.ts";
export { LogLimiter } from "./core/monitoring/log-limiter.ts";
export { createLogger } from "./core/monitoring/logger.ts";
export type { Permission } from "./core/permissions.ts";
export { logUnroutedCall } from "./core/procedures/base-procedure.ts";
export { errorResponse } from "./core/procedures/error-response.ts";
export { createContext, type RequestContext, requestIdOf, sessionOf } from "./core/procedures/request.ts";
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
