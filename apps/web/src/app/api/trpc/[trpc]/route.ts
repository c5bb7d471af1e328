import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "@waybill/api";
import { z } from "zod";
import { contextOf } from "@/server/request.ts";

/** A live connection cannot send headers, so the tenant comes with its parameters. */
const connection = z.object({ tenant: z.string().max(100) });

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ info }) => contextOf(request, connection.safeParse(info.connectionParams).data?.tenant),
    responseMeta: ({ ctx }) => ({ headers: new Headers(ctx ? { "x-request-id": ctx.requestId } : {}) }),
  });

export { handler as GET, handler as POST };
