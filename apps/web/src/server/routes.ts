import type { TRPCError } from "@trpc/server";
import type { RequestContext } from "@waybill/api";
import { api } from "./api.ts";
import { app } from "./app.ts";

/** The handler of one method of a route. */
type Handler<Rest extends unknown[]> = (request: Request, ...rest: Rest) => Response | Promise<Response>;

const everyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof everyMethod)[number];

/** The response to an error in an API route, in the format of procedures. Logs it. */
export function errorResponse(
  error: unknown,
  { requestId, log, ip }: Pick<RequestContext, "requestId" | "log" | "ip">,
  headers: Record<string, string> = {},
): Response {
  const { status, body } = api().errorResponse(error, requestId);
  const seconds = api().waitSecondsOf(error);
  if (status >= 500) log.error({ err: error }, "a request failed");
  else log.info(api().refusalFields(body.error.data.code, ip), "a request was refused");
  return Response.json(body, {
    status,
    headers: {
      "x-request-id": requestId,
      "cache-control": "no-store",
      ...(seconds ? { "retry-after": String(seconds) } : {}),
      ...headers,
    },
  });
}

/** Refuses a request without a context. */
function refuseRequest(request: Request, code: TRPCError["code"], message: string, headers?: Record<string, string>) {
  const requestId = api().requestIdOf(request.headers);
  const context = { requestId, log: app().log.child({ requestId }), ip: request.headers.get("x-real-ip") };
  return errorResponse(new (api().TRPCError)({ code, message }), context, headers);
}

/** A route for some methods. Others are refused in the format of procedures. */
export function route<Rest extends unknown[]>(own: { [_ in Method]?: Handler<Rest> }) {
  const allow = Object.keys(own).join(", ");
  const other = (request: Request) =>
    refuseRequest(request, "METHOD_NOT_SUPPORTED", `This URL accepts only ${allow}.`, { allow });
  return Object.fromEntries(everyMethod.map((method) => [method, own[method] ?? other])) as Record<
    Method,
    Handler<Rest>
  >; // the type of fromEntries has no names
}

/** The codes for statuses of a library's responses. */
const codes: Record<number, TRPCError["code"]> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "TOO_MANY_REQUESTS",
};

/** Wraps a library's handler: its errors get the format of procedures. */
export function withJsonErrors(handler: (request: Request) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    const answer = await handler(request);
    if (answer.status < 400) return answer;
    const code = answer.status < 500 ? (codes[answer.status] ?? "BAD_REQUEST") : "INTERNAL_SERVER_ERROR";
    return refuseRequest(request, code, "This request cannot be processed.");
  };
}

/** The route of all other paths under `/api`: not found. */
export const notFoundRoute = Object.fromEntries(
  everyMethod.map((method) => [
    method,
    (request: Request) => refuseRequest(request, "NOT_FOUND", "There is nothing here."),
  ]),
) as Record<Method, Handler<[]>>; // the type of fromEntries has no names
