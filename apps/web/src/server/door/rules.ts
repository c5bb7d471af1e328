import type { IncomingMessage } from "node:http";
// Next answers 500 where this throws, and has no public name for it.
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { declaredBytes, maxBodyBytes, tooLarge } from "./body.ts";
import { maxBatch } from "./limits.ts";
import type { Refusal } from "./refusal.ts";
import type { Visit } from "./visit.ts";

const wrongMethod = (allow: string): Refusal => ({
  status: 405,
  code: "METHOD_NOT_SUPPORTED",
  message: "This method is not allowed here.",
  headers: { allow },
});

const nothing: Refusal = { status: 404, code: "NOT_FOUND", message: "There is nothing at this address." };
const fromElsewhere: Refusal = {
  status: 403,
  code: "FORBIDDEN",
  message: "This came from a page of another site, which may not do it.",
};
const noLength: Refusal = { status: 411, code: "BAD_REQUEST", message: "Say how long the body is, in Content-Length." };
const tooManyCalls: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: `One request may carry ${maxBatch} calls at the most. Send several requests.`,
};
const uncheckable: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "Only what changes something can be checked.",
};
const streamInBatch: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "A live connection is asked for by itself, and not in a batch.",
};
const malformedState: Refusal = {
  status: 400,
  code: "BAD_REQUEST",
  message: "The header next-router-state-tree is malformed.",
};

/** Headers that say who calls and where: of two, one program would believe the one, and the next program the other. */
const singular = new Set(["authorization", "host", "x-tenant-id"]);

/** The header that stands in a request twice and must not. */
function doubledHeader({ rawHeaders }: IncomingMessage): string | null {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (seen.has(name)) return name;
    if (singular.has(name)) seen.add(name);
  }
  return null;
}

function doubledRefusal(request: IncomingMessage): Refusal | null {
  const name = doubledHeader(request);
  return name ? { status: 400, code: "BAD_REQUEST", message: `The header ${name} stands there twice.` } : null;
}

/** What decides beside the request itself. */
export interface Circumstances {
  /** Whether it comes from a page of another site. */
  elsewhere: boolean;
  uploadMaxMegabytes: number;
  /** Whether the pages' server answers procedures too. */
  dev: boolean;
}

/** Why a request is refused whose address is none. */
export const refusalWithoutTarget = ({ method }: IncomingMessage): Refusal =>
  isRead(method) || method === "POST" ? nothing : wrongMethod("GET, HEAD, POST");

/** Why a request is refused, by what can be told before anything is read or done; null where nothing speaks against it. */
export function refusalOf(visit: Visit, circumstances: Circumstances): Refusal | null {
  return (
    doubledRefusal(visit.request) ??
    methodRefusal(visit, circumstances) ??
    callsRefusal(visit) ??
    (isStateReadable(visit.request) ? null : malformedState) ??
    bodyRefusal(visit, circumstances)
  );
}

function methodRefusal({ request, target }: Visit, { elsewhere, dev }: Circumstances): Refusal | null {
  if (isRead(request.method)) return null;
  // Pages take nothing; Next's own tools do, in development.
  const takes = target.path.startsWith("/api/") || (dev && /^\/(?:_next|__next)/.test(target.path));
  if (request.method !== "POST" || !takes) return wrongMethod(takes ? "GET, HEAD, POST" : "GET, HEAD");
  return elsewhere ? fromElsewhere : null;
}

/** By the kinds of the procedures; of those that there are not, the procedures' own answer says so. */
function callsRefusal({ request, kind, calls, check, batch }: Visit): Refusal | null {
  if (calls.length > maxBatch) return tooManyCalls;
  if (check) {
    if (calls.some(({ type }) => type === "query" || type === "subscription")) return uncheckable;
    return request.method === "POST" ? null : wrongMethod("POST");
  }
  if (kind !== "stream") return null;
  if (batch) return streamInBatch;
  return request.method === "GET" ? null : wrongMethod("GET");
}

/** Whether Next can read what a page says of the pages that it shows already. */
function isStateReadable({ headers }: IncomingMessage): boolean {
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
    return true;
  } catch {
    return false;
  }
}

function bodyRefusal(visit: Visit, { uploadMaxMegabytes }: Circumstances): Refusal | null {
  const bytes = declaredBytes(visit.request);
  if (visit.kind === "file") {
    return (bytes ?? 0) > uploadMaxMegabytes * 1024 * 1024 ? tooLarge(`${uploadMaxMegabytes} MB`) : null;
  }
  if (bytes !== null) return bytes > maxBodyBytes ? tooLarge("1 MB") : null;
  return isReadHere(visit) ? null : noLength;
}

/** Whether the door reads the body itself. What reads it elsewhere has to say its length beforehand. */
export const isReadHere = ({ kind }: Pick<Visit, "kind">): boolean => kind === "procedure";

const isRead = (method: string | undefined): boolean => method === "GET" || method === "HEAD";
