import type { IncomingMessage } from "node:http";
import type { TRPCError } from "@trpc/server";
import {
  appRouter,
  createContext,
  definitions,
  logUnroutedCall,
  type RequestContext,
  readInput,
  waitSecondsOf,
} from "@waybill/api";
import { tenantRef } from "@waybill/validators";
import { z } from "zod";
import { maxBatch } from "../trpc/max-batch.ts";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import type { ProcedureType } from "./gateway/parsed-request.ts";
import { languageOf } from "./language.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: tenantRef });

/** The data of a failed call. */
interface UncalledOptions {
  error: TRPCError;
  path: string | undefined;
  ctx: RequestContext | undefined;
  req: IncomingMessage;
}

const retryAfter = (seconds: number) => (seconds > 0 ? { "retry-after": String(seconds) } : {});

/** Answers procedure calls over HTTP. @param check whether inputs are only checked */
const answering = (endpoint: string, check: boolean) => ({
  endpoint,
  maxBatchSize: maxBatch,
  // A query with a long input has a body.
  allowMethodOverride: true,
  router: appRouter,
  /** The context of a call. @param connectionParams the values that a live connection sends instead of headers */
  createContext(given: Headers, connectionParams: unknown): Promise<RequestContext> {
    const tenant = connection.safeParse(connectionParams).data?.tenant;
    const browser = { device: deviceOf(given), language: languageOf(given) };
    const of = { tenant, ...browser, check: check ? readInput : null };
    return sessionIdOf(given).then((sessionId) => createContext(app(), given, sessionId, of));
  },
  onError({ error, path, ctx: request, req }: UncalledOptions) {
    const { headers } = req;
    const header = (name: string) => String(headers[name] ?? "");
    const log = app().log.child({ requestId: header("x-request-id") });
    logUnroutedCall(error, { request, path, sender: { log, ip: header("x-real-ip") } });
  },
  responseMeta: ({ ctx, errors }: { ctx?: RequestContext | undefined; errors: readonly unknown[] }) => ({
    headers: {
      ...(ctx ? { "x-request-id": ctx.requestId } : {}),
      // tRPC does not set it for requests that it cannot parse.
      ...(errors.length > 0 ? { "content-type": "application/json" } : {}),
      ...retryAfter(Math.max(...errors.map(waitSecondsOf))),
    },
  }),
});

/** Procedure calls. */
export const procedures = answering("/api/trpc", false);

/**
 * Checks of inputs, for forms. A path of its own instead of a flag: a server of a version without it
 * answers "not found" instead of running the procedure.
 */
export const checks = answering("/api/check", true);

/** Whether a procedure needs only the process, neither database nor queue. */
export const isFree = (name: string): boolean => definitions.get(name)?.meta?.process === true;

/** The type of a procedure; null for an unknown one. */
export const typeOf = (name: string): ProcedureType | null => definitions.get(name)?.type ?? null;
