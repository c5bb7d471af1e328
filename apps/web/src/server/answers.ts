import type { RequestContext } from "@waybill/api";
import { inWords } from "@waybill/validators";
import { z } from "zod";
import { type Cookie, setCookieHeader } from "./cookies.ts";

// Answers of the routes that sign in and out: JSON that is kept nowhere, with the cookies that they set.

/**
 * Answers with JSON.
 *
 * @param options.status 200 where nothing is said.
 * @param options.waitSeconds when to try again, where it was tried too often.
 */
export function answer(
  { requestId }: RequestContext,
  body: Record<string, unknown>,
  { status = 200, cookies = [], waitSeconds }: { status?: number; cookies?: Cookie[]; waitSeconds?: number } = {},
): Response {
  const headers = new Headers({ "cache-control": "no-store", "x-request-id": requestId });
  if (waitSeconds) headers.set("retry-after", String(waitSeconds));
  for (const cookie of cookies) headers.append("set-cookie", setCookieHeader(cookie));
  return Response.json({ ...body, requestId }, { status, headers });
}

/** Refuses, with a word for programs and a sentence for people. */
export function refusal(
  context: RequestContext,
  status: number,
  reason: string,
  message: string,
  cookies: Cookie[] = [],
): Response {
  return answer(context, { reason, message }, { status, cookies });
}

/** Refuses what was tried too often, and says when to try again. */
export function refuseForNow(context: RequestContext, waitSeconds: number): Response {
  const message = `Too many tries. Try again in ${inWords(waitSeconds)}.`;
  return answer(context, { reason: "throttled", message }, { status: 429, waitSeconds });
}

/**
 * Reads a request's JSON. Only what says that it is JSON is read: a foreign page cannot send that without asking first.
 *
 * @returns null where it is none, or does not fit.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T | null> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return null;
  const body: unknown = await request.json().catch(() => null);
  return schema.safeParse(body).data ?? null;
}

/** What the routes say of a body that does not fit. */
export const unreadable = (context: RequestContext): Response =>
  refusal(context, 400, "unreadable", "This request is not written as it should be.");

/** Any JSON object: what in it does not fit is refused later, in words. */
export const anyObject = z.record(z.string(), z.unknown());
