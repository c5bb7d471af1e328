import type { IncomingMessage } from "node:http";
// Next.js answers 500 when this throws, and does not export it publicly.
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { maxBatch } from "../../trpc/max-batch.ts";
import { declaredBytes, maxBodyBytes, tooLarge } from "./body.ts";
import type { ParsedRequest } from "./parsed-request.ts";
import type { Refusal } from "./refusal.ts";

const wrongMethod = (allow: string): Refusal => ({
  status: 405,
  code: "METHOD_NOT_SUPPORTED",
  message: "This method is not allowed here.",
  headers: { allow },
});

const notFound: Refusal = { status: 404, code: "NOT_FOUND", message: "There is nothing at this URL." };
const crossSiteRefusal: Refusal = {
  status: 403,
  code: "FORBIDDEN",
  message: "This request came from a page of another site.",
};
const noLength: Refusal = { status: 411, code: "BAD_REQUEST", message: "Send the header Content-Length." };
const tooManyCalls: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: `Send at most ${maxBatch} calls in one request.`,
};
const uncheckable: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Only a mutation can be checked.",
};
const streamInBatch: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Open a live connection in a request of its own.",
};
const malformedState: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "The header next-router-state-tree is malformed.",
};

/** Headers that must not be repeated: two programs could read different values. */
const singular = new Set(["authorization", "host", "x-tenant-id"]);

/** The first of those headers that a request repeats. */
function repeatedHeader({ rawHeaders }: IncomingMessage): string | null {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (seen.has(name)) return name;
    if (singular.has(name)) seen.add(name);
  }
  return null;
}

function repeatedHeaderRefusal(request: IncomingMessage): Refusal | null {
  const name = repeatedHeader(request);
  return name ? { status: 400, code: "BAD_REQUEST", message: `Send the header ${name} once.` } : null;
}

/** The input of the checks besides the request. */
export interface CheckOptions {
  /** Whether it comes from a page of another site. */
  crossSite: boolean;
  uploadMaxMegabytes: number;
  /** Whether Next.js runs in development mode. */
  dev: boolean;
}

/** The refusal of a request without a valid target. */
export const invalidTargetRefusal = ({ method }: IncomingMessage): Refusal =>
  isRead(method) || method === "POST" ? notFound : wrongMethod("GET, HEAD, POST");

/** Checks a request before its body is read. @returns null if it is admitted */
export function checkRequest(parsed: ParsedRequest, checkOptions: CheckOptions): Refusal | null {
  return (
    repeatedHeaderRefusal(parsed.request) ??
    methodRefusal(parsed, checkOptions) ??
    callsRefusal(parsed) ??
    (isStateReadable(parsed.request) ? null : malformedState) ??
    bodyRefusal(parsed, checkOptions)
  );
}

function methodRefusal({ request, target }: ParsedRequest, { crossSite, dev }: CheckOptions): Refusal | null {
  if (isRead(request.method)) return null;
  // Pages accept no body; the development tools of Next.js do.
  const takes = target.path.startsWith("/api/") || (dev && /^\/(?:_next|__next)/.test(target.path));
  if (request.method !== "POST" || !takes) return wrongMethod(takes ? "GET, HEAD, POST" : "GET, HEAD");
  return crossSite ? crossSiteRefusal : null;
}

/** Checks the types of the called procedures. Unknown procedures are answered by tRPC. */
function callsRefusal({ request, kind, calls, check, batch }: ParsedRequest): Refusal | null {
  if (calls.length > maxBatch) return tooManyCalls;
  if (check) {
    if (calls.some(({ type }) => type === "query" || type === "subscription")) return uncheckable;
    return request.method === "POST" ? null : wrongMethod("POST");
  }
  if (kind !== "stream") return null;
  if (batch) return streamInBatch;
  return request.method === "GET" ? null : wrongMethod("GET");
}

/** Whether Next.js can parse the router state of a page. */
function isStateReadable({ headers }: IncomingMessage): boolean {
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
    return true;
  } catch {
    return false;
  }
}

function bodyRefusal(parsed: ParsedRequest, { uploadMaxMegabytes }: CheckOptions): Refusal | null {
  const bytes = declaredBytes(parsed.request);
  if (parsed.kind === "file") {
    return (bytes ?? 0) > uploadMaxMegabytes * 1024 * 1024 ? tooLarge(`${uploadMaxMegabytes} MB`) : null;
  }
  if (bytes !== null) return bytes > maxBodyBytes ? tooLarge("1 MB") : null;
  return readsBody(parsed) ? null : noLength;
}

/** Whether the gateway reads the body. Other handlers need a declared length. */
export const readsBody = ({ kind }: Pick<ParsedRequest, "kind">): boolean => kind === "procedure";

const isRead = (method: string | undefined): boolean => method === "GET" || method === "HEAD";
