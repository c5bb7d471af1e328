import { TRPCError } from "@trpc/server";
import { zodIssues } from "@waybill/validators";
import { z } from "zod";
import { refusalFields } from "../access/security-log.ts";
import { requireModuleRunning } from "../access/switches.ts";
import { asFault, InputRefused } from "../errors.ts";
import { traced } from "../monitoring/telemetry.ts";
import { measureInput } from "./input.ts";
import { internalsOf, type RequestContext } from "./request.ts";
import { procedure } from "./trpc.ts";

/** The part of a tRPC call that middlewares read. */
export interface Call {
  ctx: RequestContext;
  path: string;
  getRawInput(): Promise<unknown>;
}

/** The start of every procedure: logs, counts and traces the call, and refuses oversized input before its schema reads it. */
export const baseProcedure = procedure
  .use(async ({ ctx, path, type, next }) => {
    const started = performance.now();
    const { app, traceparent, called } = internalsOf(ctx);
    called.add(path);
    const attributes = { "rpc.method": path, "waybill.request_id": ctx.requestId };
    const result = await traced(`${type} ${path}`, attributes, () => next(), traceparent);
    const ms = performance.now() - started;
    app.metrics.procedure(path, type, result.ok ? "ok" : result.error.code, ms);
    const fields = { procedure: path, ms: Math.round(ms) };
    if (result.ok) {
      ctx.log.info(fields, type);
    } else if (result.error.code === "INTERNAL_SERVER_ERROR") {
      ctx.log.error({ ...fields, err: result.error.cause ?? result.error }, `${type} failed`);
    } else if (result.error.code === "SERVICE_UNAVAILABLE") {
      ctx.log.warn({ ...fields, err: result.error.cause ?? result.error }, `${type} could not be answered`);
    } else {
      ctx.log.info({ ...fields, ...refusalFields(result.error.code, ctx.ip) }, `${type} refused`);
    }
    return result;
  })
  .use(async ({ ctx, type, path, next, getRawInput }) => {
    requireModuleRunning(internalsOf(ctx).app.registry, path);
    measureInput(await getRawInput());
    if (internalsOf(ctx).check && type !== "mutation") {
      throw new TRPCError({ code: "BAD_REQUEST", message: "Only a mutation can be checked." });
    }
    const result = await next();
    if (!result.ok) throw await withFormIssues(asFault(result.error), getRawInput);
    return result;
  });

/** Turns a schema error of the input into issues for forms. Schema errors of outputs have another code. */
async function withFormIssues(error: TRPCError, getRawInput: Call["getRawInput"]): Promise<TRPCError> {
  if (error.code !== "BAD_REQUEST" || !(error.cause instanceof z.core.$ZodError)) return error;
  const issues = zodIssues(error.cause, await getRawInput());
  return new TRPCError({ code: "BAD_REQUEST", cause: new InputRefused(issues) });
}

/** Whether a call writes nothing: a query, or a mutation whose input is only checked. */
export const isReadOnly = (request: RequestContext, type: string): boolean =>
  type === "query" || internalsOf(request).check !== null;

/**
 * Runs the rest of a call in its unit of work. Where the request is a check, only the input is read, with its rules, in a
 * read-only snapshot, and `run` is not called.
 */
export async function runOrCheck<Result>(
  { ctx, path, getRawInput }: Call,
  run: () => Promise<Result>,
): Promise<Result> {
  const { check } = internalsOf(ctx);
  if (!check) return run();
  try {
    await check(path, await getRawInput());
  } catch (cause) {
    throw cause instanceof z.core.$ZodError ? new TRPCError({ code: "BAD_REQUEST", cause }) : cause;
  }
  // The result of a procedure without an output. The type is the procedure's own result, which is not read here.
  return { ok: true, data: null } as Result;
}

/** The longest unknown procedure name in the log, in characters. */
const maxUnknownLength = 100;

/**
 * Logs a call that was refused before it reached a procedure: malformed, or to an unknown procedure. All other refusals are
 * logged by {@link baseProcedure}.
 *
 * @param of.request the request, if it could be parsed. @param of.path the procedure that it names, if any.
 * @param of.sender the log and the IP address, where there is no request.
 */
export function logUnroutedCall(
  { code }: TRPCError,
  of: { request: RequestContext | undefined; path: string | undefined; sender: Pick<RequestContext, "log" | "ip"> },
): void {
  const { request, path, sender } = of;
  if (request && path !== undefined && internalsOf(request).called.has(path)) return;
  const { log, ip } = request ?? sender;
  log.info({ unknown: path?.slice(0, maxUnknownLength), ...refusalFields(code, ip) }, "a call was refused");
}
