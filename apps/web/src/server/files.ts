import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { errorBody } from "./door/refusal.ts";

/** Answers a file request that failed, as procedures answer. */
export function fileError(error: unknown, requestId: string): Response {
  const known = error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR" });
  const { code } = known;
  const status = getHTTPStatusCodeFromError(known);
  const message = code === "INTERNAL_SERVER_ERROR" ? `Something went wrong. Request ${requestId}.` : known.message;
  return Response.json(errorBody({ status, code, message }, requestId), { status });
}
