import { appRouter, createContext, type RequestContext } from "@waybill/api";
import { z } from "zod";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: z.string().max(100) });

/** How procedures are answered over HTTP, by whichever server asks. */
export const procedures = {
  router: appRouter,
  /** The context of a call. @param connectionParams what a live connection sends instead of headers */
  createContext(given: Headers, connectionParams: unknown): Promise<RequestContext> {
    const headers = new Headers(given);
    const tenant = connection.safeParse(connectionParams).data?.tenant;
    if (tenant) headers.set("x-tenant-id", tenant);
    return sessionIdOf(headers).then((sessionId) => createContext(app(), headers, sessionId, deviceOf(headers)));
  },
  responseMeta: ({ ctx }: { ctx?: RequestContext | undefined }) => ({
    headers: new Headers(ctx ? { "x-request-id": ctx.requestId } : {}),
  }),
};
