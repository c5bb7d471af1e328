import { createContext, type RequestContext } from "@waybill/api";
import { headers } from "next/headers";
import { cache } from "react";
import { app } from "./app.ts";
import { sessionIdOf } from "./session-cookie.ts";
import { headersIn } from "./tenant-header.ts";

/** A request that came over HTTP, in the tenant that it names. */
export async function contextOf(request: Request, tenant?: string): Promise<RequestContext> {
  const given = headersIn(request.headers, tenant ?? request.headers.get("x-tenant-id"));
  return createContext(app(), given, await sessionIdOf(given));
}

/** The request of the page that is being rendered, in a tenant or outside of any. One for the whole page. */
export const pageContext = cache(async (tenant: string | null): Promise<RequestContext> => {
  const given = headersIn(await headers(), tenant);
  return createContext(app(), given, await sessionIdOf(given));
});
