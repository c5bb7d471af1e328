import type { IncomingMessage, ServerResponse } from "node:http";
import { credentialHeader, type KnownCallers } from "@waybill/api";
import { networkOf } from "./client.ts";
import { credentialOf } from "./cookies.ts";
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
  /** What the request proves itself by, as a hash; null where it carries nothing. Nobody has looked yet whether it is good. */
  credential: string | null;
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
 * @param of.callers whom the process knows.
 * @returns null where the address is none, and no page could say so.
 */
export function readVisit(
  request: IncomingMessage,
  response: ServerResponse,
  of: {
    address: string;
    https: boolean;
    isStream: (procedure: string) => boolean;
    callers: Pick<KnownCallers, "find">;
  },
): Visit | null {
  const read = readTarget(request);
  if (!read && (request.url === "*" || request.url?.startsWith("/api/"))) return null;
  const target = read ?? nowhere;
  request.url = target.address;
  request.headers[addressHeader] = target.address;
  const calls = callsOf(target);
  const credential = credentialOf(request.headers, of.https);
  // Told to what verifies it; what a client sends under this name is dropped.
  delete request.headers[credentialHeader];
  if (credential) request.headers[credentialHeader] = credential;
  // Strangers may name any session, key and tenant: they take nothing of the shares of these.
  const known = credential ? of.callers.find(credential, tenantOf(request, target)) : null;
  const caller = { network: networkOf(of.address), session: known && credential, tenant: known?.tenantId ?? null };
  return { request, response, target, kind: kindOf(target, calls.some(of.isStream)), calls, caller, credential };
}

function kindOf({ path }: Target, stream: boolean): Kind {
  if (proceduresAt.test(path)) return stream ? "stream" : "procedure";
  if (path === "/api/files" || path.startsWith("/api/files/")) return "file";
  if (path.startsWith("/api/")) return "endpoint";
  return path.startsWith("/_next/static/") || path.startsWith("/icon.") ? "asset" : "page";
}

/** The procedures that an address names, as tRPC reads it. */
function callsOf({ path, query }: Target): string[] {
  if (!proceduresAt.test(path)) return [];
  const names = decodeURIComponent(path.replace(proceduresAt, ""));
  return query.get("batch") === "1" ? names.split(",") : [names];
}

/**
 * The tenant that a request names, in the one way that what answers it reads: a page by its path, a file's link by its
 * query, a key where nothing else does.
 */
function tenantOf({ headers }: IncomingMessage, { path, query }: Target): string | null {
  const [, ofPage] = /^\/t\/([^/]+)/.exec(path) ?? [];
  const ofLink = path.startsWith("/api/files/") ? query.get("tenant") : null;
  const named = ofPage ?? ofLink ?? headers["x-tenant-id"] ?? tenantOfKey(headers.authorization);
  return named ? String(named).slice(0, 100).toLowerCase() : null;
}

/** The tenant in an API key, by its id. */
function tenantOfKey(authorization = ""): string | null {
  const [, ...groups] = /^Bearer wb_(.{8})(.{4})(.{4})(.{4})(.{12})_/.exec(authorization) ?? [];
  return groups.length > 0 ? groups.join("-") : null;
}

/** How much work a request is: a call is one, a page as much as several. */
export function unitsOf({ kind, calls }: Visit): number {
  if (kind === "page") return 4;
  // A sign-in hashes a password.
  return kind === "endpoint" ? 2 : Math.max(1, calls.length);
}
