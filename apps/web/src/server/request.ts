import type { RequestContext } from "@waybill/api";
import { headers } from "next/headers";
import { cache } from "react";
import { addressHeader } from "./address-header.ts";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** A request that came over HTTP. @param tenant how it names its tenant, where that is not by the header */
export async function contextOf({ headers: given }: Request, tenant?: string): Promise<RequestContext> {
  return api().createContext(app(), given, await sessionIdOf(given), { tenant, device: deviceOf(given) });
}

/** The request of the page that is being rendered, in a tenant or outside of any. One for the whole page. */
export const pageContext = cache(async (tenant: string | null): Promise<RequestContext> => {
  const given = await headers();
  return api().createContext(app(), given, await sessionIdOf(given), { tenant, device: deviceOf(given) });
});

/** The longest address that a person is led back to. */
const longestAddress = 1000;

/** The address of the page that is being rendered, with its query; as people see it. */
export async function pageAddress(): Promise<string> {
  const { pathname, searchParams } = new URL((await headers()).get(addressHeader) ?? "/", "http://waybill.invalid");
  // Next's own, of a page that is fetched to be shown in another one's place.
  searchParams.delete("_rsc");
  const address = searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
  return address.length > longestAddress ? pathname.slice(0, longestAddress) : address;
}

/**
 * A request that came over HTTP, of somebody who is not signed in yet: who they say they are is left out. The session
 * that the browser has is named as the one that a new sign-in ends.
 */
export async function anonymousContextOf({ headers: from }: Pick<Request, "headers">): Promise<RequestContext> {
  const given = new Headers(from);
  given.delete("authorization");
  return api().createContext(app(), given, null, {
    device: deviceOf(given),
    formerSessionId: await sessionIdOf(given),
  });
}
