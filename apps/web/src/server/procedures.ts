import { appRouter, createContext, type RequestContext, waitSecondsOf } from "@waybill/api";
import { tenantRef } from "@waybill/validators";
import { z } from "zod";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { maxBatch } from "./door/limits.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: tenantRef });

const retryAfter = (seconds: number) => (seconds > 0 ? { "retry-after": String(seconds) } : {});

/** How procedures are answered over HTTP, by whichever server asks. */
export const procedures = {
  endpoint: "/api/trpc",
  maxBatchSize: maxBatch,
  // A query whose input is longer than an address may be comes with a body.
  allowMethodOverride: true,
  router: appRouter,
  /** The context of a call. @param connectionParams what a live connection sends instead of headers */
  createContext(given: Headers, connectionParams: unknown): Promise<RequestContext> {
    const tenant = connection.safeParse(connectionParams).data?.tenant;
    const device = deviceOf(given);
    return sessionIdOf(given).then((sessionId) => createContext(app(), given, sessionId, { tenant, device }));
  },
  responseMeta: ({ ctx, errors }: { ctx?: RequestContext | undefined; errors: readonly unknown[] }) => ({
    headers: {
      ...(ctx ? { "x-request-id": ctx.requestId } : {}),
      // tRPC forgets to say so of a request that it cannot read.
      ...(errors.length > 0 ? { "content-type": "application/json" } : {}),
      ...retryAfter(Math.max(...errors.map(waitSecondsOf))),
    },
  }),
};

const definition = z.object({ type: z.string() });

/** The procedures whose answer is a stream that stays open. */
export const streams = new Set(
  Object.entries(appRouter._def.procedures).flatMap(([name, procedure]) =>
    definition.safeParse(Reflect.get(procedure, "_def")).data?.type === "subscription" ? [name] : [],
  ),
);
