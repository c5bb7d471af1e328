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
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { maxBatch } from "./gateway/limits.ts";
import type { ProcedureType } from "./gateway/parsed-request.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: tenantRef });

/** What is told of an error. */
interface UncalledOptions {
  error: TRPCError;
  path: string | undefined;
  ctx: RequestContext | undefined;
  req: IncomingMessage;
}

const retryAfter = (seconds: number) => (seconds > 0 ? { "retry-after": String(seconds) } : {});

/** How calls of procedures are answered over HTTP. @param check whether they are only checked */
const answering = (endpoint: string, check: boolean) => ({
  endpoint,
  maxBatchSize: maxBatch,
  // A query whose input is longer than an address may be comes with a body.
  allowMethodOverride: true,
  router: appRouter,
  /** The context of a call. @param connectionParams what a live connection sends instead of headers */
  createContext(given: Headers, connectionParams: unknown): Promise<RequestContext> {
    const tenant = connection.safeParse(connectionParams).data?.tenant;
    const of = { tenant, device: deviceOf(given), check: check ? readInput : null };
    return sessionIdOf(given).then((sessionId) => createContext(app(), given, sessionId, of));
  },
  onError({ error, path, ctx: request, req }: UncalledOptions) {
    const { headers } = req;
    const said = (name: string) => String(headers[name] ?? "");
    const log = app().log.child({ requestId: said("x-request-id") });
    logUnroutedCall(error, { request, path, sender: { log, ip: said("x-real-ip") } });
  },
  responseMeta: ({ ctx, errors }: { ctx?: RequestContext | undefined; errors: readonly unknown[] }) => ({
    headers: {
      ...(ctx ? { "x-request-id": ctx.requestId } : {}),
      // tRPC forgets to say so of a request that it cannot read.
      ...(errors.length > 0 ? { "content-type": "application/json" } : {}),
      ...retryAfter(Math.max(...errors.map(waitSecondsOf))),
    },
  }),
});

/** How procedures are called. */
export const procedures = answering("/api/trpc", false);

/**
 * How a form asks what is wrong with its input. An address of its own, and not a flag: a server that does not know it
 * answers that there is nothing, instead of doing what was only to be checked.
 */
export const checks = answering("/api/check", true);

/** Whether a procedure is answered by the process alone. */
export const isFree = (name: string): boolean => definitions.get(name)?.meta?.process === true;

/** The kind of a procedure; null where there is none of this name. */
export const typeOf = (name: string): ProcedureType | null => definitions.get(name)?.type ?? null;
