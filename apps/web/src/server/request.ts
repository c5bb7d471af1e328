import type { RequestContext } from "@waybill/api";
import { headers } from "next/headers";
import { cache } from "react";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { deviceOf } from "./device-cookie.ts";
import { languageOf } from "./language.ts";
import { sessionIdOf } from "./session-cookie.ts";
import { urlHeader } from "./url-header.ts";

const browserOf = (given: Headers) => ({ device: deviceOf(given), language: languageOf(given) });

/** The context of an HTTP request. @param tenant the tenant, if it is not in the header */
export async function contextOf({ headers: given }: Request, tenant?: string): Promise<RequestContext> {
  return api().createContext(app(), given, await sessionIdOf(given), { tenant, ...browserOf(given) });
}

/** The context of the rendered page, in a tenant or outside of any. Made once per page. */
export const pageContext = cache(async (tenant: string | null): Promise<RequestContext> => {
  const given = await headers();
  return api().createContext(app(), given, await sessionIdOf(given), { tenant, ...browserOf(given) });
});

/** The maximum length of a path, with its query, that a person is led back to. */
const maxPathLength = 1000;

/** The public path of the rendered page, with its query. */
export async function pagePath(): Promise<string> {
  const { pathname, searchParams } = new URL((await headers()).get(urlHeader) ?? "/", "http://waybill.invalid");
  // The parameter of Next.js for client-side navigation.
  searchParams.delete("_rsc");
  const path = searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
  return path.length > maxPathLength ? pathname.slice(0, maxPathLength) : path;
}

/**
 * The context of a request to sign in: its credentials are ignored. The session
 * of the browser is the one that a new sign-in ends.
 */
export async function visitorContextOf({ headers: from }: Pick<Request, "headers">): Promise<RequestContext> {
  const given = new Headers(from);
  given.delete("authorization");
  return api().createContext(app(), given, null, {
    ...browserOf(given),
    formerSessionId: await sessionIdOf(given),
  });
}
