import type { RequestContext } from "@waybill/api";
import { z } from "zod";
import { api } from "./api.ts";
import { type Cookie, setCookieHeader } from "./cookies.ts";
import { anonymousContextOf } from "./request.ts";
import { refused, route } from "./routes.ts";

// Routes that sign in and out: they take and answer JSON that is kept nowhere, and set cookies, which procedures cannot.

/**
 * A route by which somebody signs in or out. It answers POST alone; what is thrown is refused in the shape of the
 * procedures' errors.
 *
 * @param act is handed the request as one of somebody who is not signed in.
 */
export const signInRoute = (act: (context: RequestContext, request: Request) => Promise<Response>) =>
  route({
    async POST(request) {
      const context = await anonymousContextOf(request);
      try {
        return await act(context, request);
      } catch (error) {
        return refused(error, context);
      }
    },
  });

/** Answers with JSON, and the cookies that it sets. @param more further headers */
export function answer(
  { requestId }: RequestContext,
  body: Record<string, unknown>,
  cookies: readonly Cookie[] = [],
  more: Record<string, string> = {},
): Response {
  const headers = new Headers({ ...more, "cache-control": "no-store", "x-request-id": requestId });
  for (const cookie of cookies) headers.append("set-cookie", setCookieHeader(cookie));
  return Response.json({ ...body, requestId }, { headers });
}

/**
 * Reads a request's JSON. Only what says that it is JSON is read: a foreign page cannot send that without asking first.
 *
 * @throws BAD_REQUEST where it is none, or does not fit.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const isJson = /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
  const parsed = schema.safeParse(isJson ? await request.json().catch(() => null) : null);
  if (parsed.success) return parsed.data;
  throw new (api().TRPCError)({ code: "BAD_REQUEST", message: "This request is not written as it should be." });
}

/** Any JSON object: what in it does not fit is refused later, in words. */
export const anyObject = z.record(z.string(), z.unknown());
