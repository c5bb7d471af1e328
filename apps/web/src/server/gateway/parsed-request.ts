import type { IncomingMessage, ServerResponse } from "node:http";
import { credentialHeader, networkOf, type VerifiedCredentials } from "@waybill/api";
import { urlHeader } from "../url-header.ts";
import type { ClientKeys } from "./admission.ts";
import { credentialOf } from "./cookies.ts";
import { readTarget, type Target } from "./target.ts";

/** The kind of a request. `endpoint`: any other route under `/api/`; `asset`: a file of the build. */
export type Kind = "procedure" | "stream" | "file" | "endpoint" | "asset" | "page";

/** The type of a procedure in tRPC. */
export type ProcedureType = "query" | "mutation" | "subscription";

/** A procedure call of a request. */
export interface Call {
  name: string;
  /** Null for an unknown procedure. */
  type: ProcedureType | null;
}

/** A request with everything that the gateway has read from it. */
export interface ParsedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  kind: Kind;
  /** Its procedure calls. */
  calls: Call[];
  /** Whether it only validates their inputs. */
  check: boolean;
  /** Whether it is a tRPC batch. */
  batch: boolean;
  caller: ClientKeys;
  /** The hash of its session cookie or API key, not verified yet; null without one. */
  credential: string | null;
}

/** Paths of procedure calls, and of checks of their inputs. */
const checksAt = "/api/check/";
const proceduresAt = /^\/api\/(?:trpc|check)\//;

/** The page for a path that cannot be decoded. */
const notFound: Target = { path: "/_not-found", query: new URLSearchParams(), url: "/_not-found" };

/**
 * Parses a request: its target, calls and caller. Sets `request.url` to the parsed target, so that every later reader sees the
 * same one; pages read it from a header.
 *
 * @param of.address the IP address of the client.
 * @param of.https whether the public origin is HTTPS.
 * @param of.typeOf the type of a procedure.
 * @param of.credentials credentials verified by this process.
 * @returns null for an invalid target outside of pages.
 */
export function parseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  of: {
    address: string;
    https: boolean;
    typeOf: (procedure: string) => ProcedureType | null;
    credentials: Pick<VerifiedCredentials, "find">;
  },
): ParsedRequest | null {
  const read = readTarget(request);
  if (!read && (request.url === "*" || request.url?.startsWith("/api/"))) return null;
  const target = read ?? notFound;
  request.url = target.url;
  request.headers[urlHeader] = target.url;
  const calls = callsOf(target).map((name) => ({ name, type: of.typeOf(name) }));
  const check = target.path.startsWith(checksAt);
  const credential = credentialOf(request.headers, of.https);
  // For the code that verifies it. A value from the client is dropped.
  delete request.headers[credentialHeader];
  if (credential) request.headers[credentialHeader] = credential;
  // Only verified credentials count for a session or tenant: others could use up its slots.
  const known = credential ? of.credentials.find(credential, tenantOf(request, target)) : null;
  const caller = { network: networkOf(of.address), session: known && credential, tenant: known?.tenantId ?? null };
  const kind = kindOf(target, !check && calls.some(({ type }) => type === "subscription"));
  return { request, response, target, kind, calls, check, batch: isBatch(target), caller, credential };
}

/** Images that Next.js serves from files of `src/app`. */
export const staticImages: ReadonlySet<string> = new Set(["/icon.svg", "/apple-icon.png", "/opengraph-image.png"]);

function kindOf({ path }: Target, stream: boolean): Kind {
  if (proceduresAt.test(path)) return stream ? "stream" : "procedure";
  if (path === "/api/files" || path.startsWith("/api/files/")) return "file";
  if (path.startsWith("/api/")) return "endpoint";
  return path.startsWith("/_next/static/") || staticImages.has(path) ? "asset" : "page";
}

/** The procedure names in a path, as tRPC parses it. */
function callsOf(target: Target): string[] {
  const { path } = target;
  if (!proceduresAt.test(path)) return [];
  const names = decodeURIComponent(path.replace(proceduresAt, ""));
  return isBatch(target) ? names.split(",") : [names];
}

const isBatch = ({ query }: Target): boolean => query.get("batch") === "1";

/** The tenant named by a request, read as its handler reads it: path of a page, query of a file's link, header, API key. */
function tenantOf({ headers }: IncomingMessage, { path, query }: Target): string | null {
  const [, ofPage] = /^\/t\/([^/]+)/.exec(path) ?? [];
  const ofLink = path.startsWith("/api/files/") ? query.get("tenant") : null;
  const named = ofPage ?? ofLink ?? headers["x-tenant-id"] ?? tenantOfKey(headers.authorization);
  return named ? String(named).slice(0, 100).toLowerCase() : null;
}

/** The tenant id in an API key. */
function tenantOfKey(authorization = ""): string | null {
  const [, ...groups] = /^Bearer wb_(.{8})(.{4})(.{4})(.{4})(.{12})_/.exec(authorization) ?? [];
  return groups.length > 0 ? groups.join("-") : null;
}

/** The size of a request: one unit per call; a page counts as several. */
export function unitsOf({ kind, calls }: ParsedRequest): number {
  if (kind === "page") return 4;
  // Sign-in hashes a password.
  return kind === "endpoint" ? 2 : Math.max(1, calls.length);
}
