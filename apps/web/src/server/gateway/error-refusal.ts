import { asTrpcError, waitSecondsOf } from "@waybill/api";
import type { Refusal } from "./refusal.ts";

/** The refusal for an error of a handler. Its text is in the log, by the request's id. */
export function errorRefusal(error: unknown, requestId: string): Refusal {
  const answer = asTrpcError(error);
  if (answer.code === "SERVICE_UNAVAILABLE") {
    const headers = { "retry-after": String(waitSecondsOf(answer)) };
    return { status: 503, code: answer.code, message: answer.message, headers };
  }
  const message = `Something went wrong. Request ${requestId}.`;
  return { status: 500, code: "INTERNAL_SERVER_ERROR", message };
}
