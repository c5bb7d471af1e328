export { hashApiKey } from "./access/api-key.ts";
export * from "./access/derived-keys.ts";
export * from "./access/fresh-sign-in.ts";
export * from "./access/identity.ts";
export * from "./access/network.ts";
export * from "./access/rate-limit.ts";
export * from "./access/second-factor.ts";
export * from "./access/secrets.ts";
export * from "./access/security-log.ts";
export * from "./access/slow-hash.ts";
export * from "./access/switches.ts";
export * from "./context.ts";
export type { ConstraintTable } from "./data/database-issues.ts";
export * from "./data/days.ts";
export * from "./data/entities.ts";
export * from "./data/in-use.ts";
export * from "./data/pagination.ts";
export * from "./data/retention.ts";
export * from "./data/sql.ts";
export * from "./errors.ts";
export * from "./events/activity.ts";
export * from "./events/events.ts";
export * from "./events/installation-activity.ts";
export * from "./files.ts";
export { callOnGiveUp } from "./jobs/give-up.ts";
export { endedJobs, openStates } from "./jobs/job-rows.ts";
export * from "./jobs/jobs.ts";
export { recordProgress } from "./jobs/progress.ts";
export * from "./mail.ts";
export * from "./module.ts";
export { failedParts } from "./monitoring/health.ts";
export * from "./monitoring/log-limiter.ts";
export * from "./monitoring/logger.ts";
export { currentTraceparent } from "./monitoring/telemetry.ts";
export * from "./permissions.ts";
export * from "./procedures/operator-procedures.ts";
export * from "./procedures/outputs.ts";
export * from "./procedures/run-in-tenant.ts";
export * from "./procedures/tenant-procedures.ts";
export { type CallableBy, createCallerFactory, router } from "./procedures/trpc.ts";
export {
  type Before,
  freshUserProcedure,
  freshUserProcedureAfter,
  processProcedure,
  publicProcedure,
  publicProcedureAfter,
  userProcedure,
} from "./procedures/user-procedures.ts";
export * from "./rules/checked.ts";
export { type Rule, refers, type Target, unique } from "./rules/rules.ts";
export * from "./texts.ts";
export type { OpenWork } from "./work/unit-of-work.ts";
