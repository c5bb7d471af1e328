import type { TRPCError } from "@trpc/server";
import type { RequestContext } from "@waybill/api";
import { api } from "./api.ts";
import { app } from "./app.ts";

/** What answers one method of a route. Next hands over the parameters of the route's address too. */
type Handler<Rest extends unknown[]> = (request: Request, ...rest: Rest) => Response | Promise<Response>;

const everyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof everyMethod)[number];

/** Answers what was thrown in an API route, in the shape of the procedures' errors, and tells the log. */
export function refused(
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

/** Refuses a request that has brought no context about. */
function refuse(request: Request, code: TRPCError["code"], message: string, headers?: Record<string, string>) {
  const requestId = api().requestIdOf(request.headers);
  const context = { requestId, log: app().log.child({ requestId }), ip: request.headers.get("x-real-ip") };
  return refused(new (api().TRPCError)({ code, message }), context, headers);
}

/** A route that answers some methods, and refuses the others in the shape of the procedures' errors. */
export function route<Rest extends unknown[]>(own: { [_ in Method]?: Handler<Rest> }) {
  const allow = Object.keys(own).join(", ");
  const other = (request: Request) =>
    refuse(request, "METHOD_NOT_SUPPORTED", `This address answers ${allow} alone.`, { allow });
  return Object.fromEntries(everyMethod.map((method) => [method, own[method] ?? other])) as Record<
    Method,
    Handler<Rest>
  >; // fromEntries forgets the names
}

/** The code that stands for a status of somebody else's answer. */
const codes: Record<number, TRPCError["code"]> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "TOO_MANY_REQUESTS",
};

/** Has a library's handler refuse in the shape of the procedures' errors: its own refusals are pages and bare words. */
export function worded(handler: (request: Request) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    const answer = await handler(request);
    if (answer.status < 400) return answer;
    const code = answer.status < 500 ? (codes[answer.status] ?? "BAD_REQUEST") : "INTERNAL_SERVER_ERROR";
    return refuse(request, code, "This request cannot be answered.");
  };
}

/** A route that is none: for every address under `/api` that no other route has. */
export const nowhere = Object.fromEntries(
  everyMethod.map((method) => [method, (request: Request) => refuse(request, "NOT_FOUND", "There is nothing here.")]),
) as Record<Method, Handler<[]>>; // fromEntries forgets the names
