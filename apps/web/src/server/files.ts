import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";

/** Answers a file request that failed, in the shape of the procedures' errors. */
export function fileError(error: unknown, requestId: string): Response {
  const known = error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR" });
  const message =
    known.code === "INTERNAL_SERVER_ERROR" ? `Something went wrong. Request ${requestId}.` : known.message;
  return Response.json({ message, requestId }, { status: getHTTPStatusCodeFromError(known) });
}
