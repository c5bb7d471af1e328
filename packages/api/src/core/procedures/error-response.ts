import type { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { asTrpcError, issuesOf } from "../errors.ts";

/** The public part of an error: of an unexpected one, only the request's id. */
export function publicError(error: TRPCError, requestId: string) {
  const internal = error.code === "INTERNAL_SERVER_ERROR";
  const issues = internal ? [] : issuesOf(error);
  const plain = error.code === "BAD_REQUEST" && issues.length > 0 ? "Some entries are invalid." : error.message;
  return {
    message: internal ? `Something went wrong. Request ${requestId}.` : plain,
    data: { code: error.code, httpStatus: getHTTPStatusCodeFromError(error), requestId, issues },
  };
}

/**
 * The error response of an API route that is not a procedure, in the shape of the procedures' errors.
 *
 * @returns the HTTP status and the JSON body.
 */
export function errorResponse(error: unknown, requestId: string) {
  const { message, data } = publicError(asTrpcError(error), requestId);
  return { status: data.httpStatus, body: { error: { message, code: TRPC_ERROR_CODES_BY_KEY[data.code], data } } };
}
