export * from "./activity.ts";
export { hashApiKey } from "./api-key.ts";
export * from "./checked.ts";
export * from "./context.ts";
export type { ConstraintTable } from "./database-issues.ts";
export * from "./days.ts";
export * from "./derived-keys.ts";
export * from "./entities.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./files.ts";
export * from "./fresh-sign-in.ts";
export { callOnGiveUp } from "./give-up.ts";
export { failedParts } from "./health.ts";
export * from "./identity.ts";
export * from "./in-use.ts";
export * from "./installation-activity.ts";
export { endedJobs, openStates } from "./job-rows.ts";
export * from "./jobs.ts";
export * from "./log-limiter.ts";
export * from "./logger.ts";
export * from "./mail.ts";
export * from "./module.ts";
export * from "./network.ts";
export * from "./operator-procedures.ts";
export * from "./outputs.ts";
export * from "./pagination.ts";
export * from "./permissions.ts";
export { recordProgress } from "./progress.ts";
export * from "./rate-limit.ts";
export * from "./retention.ts";
export { type Rule, refers, type Target, unique } from "./rules.ts";
export * from "./run-in-tenant.ts";
export * from "./second-factor.ts";
export * from "./secrets.ts";
export * from "./security-log.ts";
export * from "./slow-hash.ts";
export * from "./sql.ts";
export * from "./switches.ts";
export { currentTraceparent } from "./telemetry.ts";
export * from "./tenant-procedures.ts";
export * from "./texts.ts";
export { type CallableBy, createCallerFactory, router } from "./trpc.ts";
export type { OpenWork } from "./unit-of-work.ts";
export {
  type Before,
  freshUserProcedure,
  freshUserProcedureAfter,
  processProcedure,
  publicProcedure,
  publicProcedureAfter,
  userProcedure,
} from "./user-procedures.ts";
