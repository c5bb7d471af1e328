import type { IncomingMessage, ServerResponse } from "node:http";
import { credentialHeader, type VerifiedCredentials } from "@waybill/api";
import { addressHeader } from "../address-header.ts";
import { networkOf } from "./client.ts";
import { credentialOf } from "./cookies.ts";
import type { Caller } from "./gate.ts";
import { readTarget, type Target } from "./target.ts";

/** What a request wants. An endpoint is whatever else answers under `/api/`; an asset is a file of the build. */
export type Kind = "procedure" | "stream" | "file" | "endpoint" | "asset" | "page";

/** The kind of a procedure, as its router has it. */
export type ProcedureType = "query" | "mutation" | "subscription";

/** A procedure that a request calls. */
export interface Call {
  name: string;
  /** Null where there is no such procedure. */
  type: ProcedureType | null;
}

/** A request on its way in. */
export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  kind: Kind;
  /** The procedures that it calls. */
  calls: Call[];
  /** Whether it only asks what is wrong with their inputs. */
  check: boolean;
  /** Whether it calls them as a batch, of one or of several. */
  batch: boolean;
  caller: Caller;
  /** What the request proves itself by, as a hash; null where it carries nothing. Nobody has looked yet whether it is good. */
  credential: string | null;
}

/** Where procedures are called, and where their inputs are checked. */
const checksAt = "/api/check/";
const proceduresAt = /^\/api\/(?:trpc|check)\//;

/** The page that is not there: what cannot be decoded leads to it. */
const nowhere: Target = { path: "/_not-found", query: new URLSearchParams(), address: "/_not-found" };

/**
 * Reads what a request wants and who sends it. Its `url` becomes what was read, so that everybody after sees the same; so
 * does a header, for pages.
 *
 * @param of.address where it comes from.
 * @param of.https whether people come by HTTPS.
 * @param of.typeOf the kind of a procedure.
 * @param of.credentials the credentials that the process has verified.
 * @returns null where the address is none, and no page could say so.
 */
export function readVisit(
  request: IncomingMessage,
  response: ServerResponse,
  of: {
    address: string;
    https: boolean;
    typeOf: (procedure: string) => ProcedureType | null;
    credentials: Pick<VerifiedCredentials, "find">;
  },
): Visit | null {
  const read = readTarget(request);
  if (!read && (request.url === "*" || request.url?.startsWith("/api/"))) return null;
  const target = read ?? nowhere;
  request.url = target.address;
  request.headers[addressHeader] = target.address;
  const calls = callsOf(target).map((name) => ({ name, type: of.typeOf(name) }));
  const check = target.path.startsWith(checksAt);
  const credential = credentialOf(request.headers, of.https);
  // Told to what verifies it; what a client sends under this name is dropped.
  delete request.headers[credentialHeader];
  if (credential) request.headers[credentialHeader] = credential;
  // Strangers may name any session, key and tenant: they take nothing of the shares of these.
  const known = credential ? of.credentials.find(credential, tenantOf(request, target)) : null;
  const caller = { network: networkOf(of.address), session: known && credential, tenant: known?.tenantId ?? null };
  const kind = kindOf(target, !check && calls.some(({ type }) => type === "subscription"));
  return { request, response, target, kind, calls, check, batch: isBatch(target), caller, credential };
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
function callsOf(target: Target): string[] {
  const { path } = target;
  if (!proceduresAt.test(path)) return [];
  const names = decodeURIComponent(path.replace(proceduresAt, ""));
  return isBatch(target) ? names.split(",") : [names];
}

const isBatch = ({ query }: Target): boolean => query.get("batch") === "1";

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
