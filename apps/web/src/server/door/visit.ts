import type { IncomingMessage, ServerResponse } from "node:http";
import { networkOf } from "./client.ts";
import { sessionOf } from "./cookies.ts";
import type { Caller } from "./gate.ts";
import { readTarget, type Target } from "./target.ts";

/** What a request wants. An endpoint is whatever else answers under `/api/`; an asset is a file of the build. */
export type Kind = "procedure" | "stream" | "file" | "endpoint" | "asset" | "page";

/** A request on its way in. */
export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  kind: Kind;
  /** The names of the procedures that it calls. */
  calls: string[];
  caller: Caller;
}

/** Where procedures are called, and where their inputs are checked. */
const proceduresAt = /^\/api\/(?:trpc|check)\//;

/** Tells the pages at which address they were asked for: a layout of theirs does not know. What a client says is overwritten. */
export const addressHeader = "x-waybill-address";

/** The page that is not there: what cannot be decoded leads to it. */
const nowhere: Target = { path: "/_not-found", query: new URLSearchParams(), address: "/_not-found" };

/**
 * Reads what a request wants and who sends it. Its `url` becomes what was read, so that everybody after sees the same; so
 * does a header, for pages.
 *
 * @param of.address where it comes from.
 * @param of.https whether people come by HTTPS.
 * @param of.isStream whether a procedure's answer stays open.
 * @returns null where the address is none, and no page could say so.
 */
export function readVisit(
  request: IncomingMessage,
  response: ServerResponse,
  of: { address: string; https: boolean; isStream: (procedure: string) => boolean },
): Visit | null {
  const read = readTarget(request);
  if (!read && (request.url === "*" || request.url?.startsWith("/api/"))) return null;
  const target = read ?? nowhere;
  request.url = target.address;
  request.headers[addressHeader] = target.address;
  const calls = callsOf(target);
  const session = sessionOf(request.headers, of.https);
  // Strangers may name any tenant: they take nothing of its share.
  const caller = { network: networkOf(of.address), session, tenant: session && tenantOf(request, target) };
  return { request, response, target, kind: kindOf(target, calls.some(of.isStream)), calls, caller };
}

/** The pictures of the site itself: Next makes routes of these files of `src/app`. */
export const pictures: ReadonlySet<string> = new Set(["/icon.svg", "/apple-icon.png", "/opengraph-image.png"]);

function kindOf({ path }: Target, stream: boolean): Kind {
  if (proceduresAt.test(path)) return stream ? "stream" : "procedure";
  if (path === "/api/files" || path.startsWith("/api/files/")) return "file";
  if (path.startsWith("/api/")) return "endpoint";
  return path.startsWith("/_next/static/") || pictures.has(path) ? "asset" : "page";
}

/** The procedures that an address names, as tRPC reads it. */
function callsOf({ path, query }: Target): string[] {
  if (!proceduresAt.test(path)) return [];
  const names = decodeURIComponent(path.replace(proceduresAt, ""));
  return query.get("batch") === "1" ? names.split(",") : [names];
}

/** The tenant that a request names, in the one way that what answers it reads: a page by its path, a file's link by its query. */
function tenantOf({ headers }: IncomingMessage, { path, query }: Target): string | null {
  const [, ofPage] = /^\/t\/([^/]+)/.exec(path) ?? [];
  const ofLink = path.startsWith("/api/files/") ? query.get("tenant") : null;
  const named = ofPage ?? ofLink ?? headers["x-tenant-id"];
  return named ? String(named).slice(0, 100).toLowerCase() : null;
}

/** How much work a request is: a call is one, a page as much as several. */
export function unitsOf({ kind, calls }: Visit): number {
  if (kind === "page") return 4;
  // A sign-in hashes a password.
  return kind === "endpoint" ? 2 : Math.max(1, calls.length);
}
