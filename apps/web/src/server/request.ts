import { createContext, type RequestContext } from "@waybill/api";
import { headers } from "next/headers";
import { cache } from "react";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A request that came over HTTP. @param tenant how it names its tenant, where that is not by the header */
export async function contextOf({ headers: given }: Request, tenant?: string): Promise<RequestContext> {
  return createContext(app(), given, await sessionIdOf(given), { tenant, device: deviceOf(given) });
}

/** The request of the page that is being rendered, in a tenant or outside of any. One for the whole page. */
export const pageContext = cache(async (tenant: string | null): Promise<RequestContext> => {
  const given = await headers();
  return createContext(app(), given, await sessionIdOf(given), { tenant, device: deviceOf(given) });
});

/** A request that came over HTTP, of somebody who is not signed in yet: who they say they are is left out. */
export function anonymousContextOf(request: Request): Promise<RequestContext> {
  const given = new Headers(request.headers);
  given.delete("authorization");
  return createContext(app(), given, null, { device: deviceOf(given) });
}
