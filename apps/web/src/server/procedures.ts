import { appRouter, createContext, type RequestContext } from "@waybill/api";
import { z } from "zod";
import { app } from "./app.ts";
import { maxBatch } from "./door/limits.ts";
import { sessionIdOf } from "./session-cookie.ts";
import { headersIn } from "./tenant-header.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: z.string().max(100) });

/** How procedures are answered over HTTP, by whichever server asks. */
export const procedures = {
  endpoint: "/api/trpc",
  maxBatchSize: maxBatch,
  router: appRouter,
  /** The context of a call. @param connectionParams what a live connection sends instead of headers */
  createContext(given: Headers, connectionParams: unknown): Promise<RequestContext> {
    const tenant = connection.safeParse(connectionParams).data?.tenant;
    const headers = headersIn(given, tenant ?? given.get("x-tenant-id"));
    return sessionIdOf(headers).then((sessionId) => createContext(app(), headers, sessionId));
  },
  responseMeta: ({ ctx }: { ctx?: RequestContext | undefined }) => ({
    headers: new Headers(ctx ? { "x-request-id": ctx.requestId } : {}),
  }),
};

const definition = z.object({ type: z.string() });

/** The procedures whose answer is a stream that stays open. */
export const streams = new Set(
  Object.entries(appRouter._def.procedures).flatMap(([name, procedure]) =>
    definition.safeParse(Reflect.get(procedure, "_def")).data?.type === "subscription" ? [name] : [],
  ),
);
