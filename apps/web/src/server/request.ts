import { createContext, type RequestContext } from "@waybill/api";
import { headers } from "next/headers";
import { cache } from "react";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A request that came over HTTP, in the tenant that it names. */
export async function contextOf(request: Request, tenant?: string): Promise<RequestContext> {
  const given = new Headers(request.headers);
  if (tenant) given.set("x-tenant-id", tenant);
  return createContext(app(), given, await sessionIdOf(given), deviceOf(given));
}

/** The request of the page that is being rendered, in a tenant or outside of any. One for the whole page. */
export const pageContext = cache(async (tenant: string | null): Promise<RequestContext> => {
  const given = new Headers(await headers());
  if (tenant) given.set("x-tenant-id", tenant);
  else given.delete("x-tenant-id");
  return createContext(app(), given, await sessionIdOf(given), deviceOf(given));
});

/** A request that came over HTTP, of somebody who is not signed in yet: who they say they are is left out. */
export function anonymousContextOf(request: Request): Promise<RequestContext> {
  const given = new Headers(request.headers);
  given.delete("authorization");
  return createContext(app(), given, null, deviceOf(given));
}
