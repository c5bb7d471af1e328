import type { RequestContext } from "@waybill/api";
import { z } from "zod";
import { api } from "./api.ts";
import { type Cookie, setCookieHeader } from "./cookies.ts";
import { visitorContextOf } from "./request.ts";
import { errorResponse, route } from "./routes.ts";

// Routes that sign in and out: JSON that is not cached, and cookies, which procedures cannot set.

/**
 * A route that signs in or out. It accepts only POST; errors have the format of the
 * procedures' errors.
 *
 * @param act called with the context of a visitor.
 */
export const signInRoute = (act: (context: RequestContext, request: Request) => Promise<Response>) =>
  route({
    async POST(request) {
      const context = await visitorContextOf(request);
      try {
        return await act(context, request);
      } catch (error) {
        return errorResponse(error, context);
      }
    },
  });

/** A response with JSON and cookies. @param more further headers */
export function jsonResponse(
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
 * Reads a request's JSON. Only with the content type of JSON: pages of other origins need a preflight to send it.
 *
 * @throws BAD_REQUEST if it is invalid.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const isJson = /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
  const parsed = schema.safeParse(isJson ? await request.json().catch(() => null) : null);
  if (parsed.success) return parsed.data;
  throw new (api().TRPCError)({ code: "BAD_REQUEST", message: "This request is malformed." });
}

/** Any JSON object: the API validates its content. */
export const anyObject = z.record(z.string(), z.unknown());
