import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { requestIdOf } from "./forwarded-headers.ts";
import { refusalPage } from "./refusal-page.ts";

type Code = keyof typeof TRPC_ERROR_CODES_BY_KEY;

/** The refusal of a request by the gateway. */
export interface Refusal {
  status: number;
  code: Code;
  /** For people: the problem, and how to solve it. */
  message: string;
  headers?: Record<string, string>;
}

/** An error in the format of procedures (docs/errors.md). */
function errorBody({ status, code, message }: Refusal, requestId: string) {
  return {
    error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data: { code, httpStatus: status, requestId, issues: [] } },
  };
}

/**
 * Answers a refused request: with a page for people, with JSON for programs. If the client still sends a body, the
 * connection is closed after the response.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const requestId = requestIdOf(response);
  const asPage = !request.url?.startsWith("/api/") && (request.headers.accept ?? "").includes("text/html");
  const body = asPage
    ? refusalPage(refusal.message, requestId, request.headers)
    : JSON.stringify(errorBody(refusal, requestId));
  response.writeHead(refusal.status, {
    ...refusal.headers,
    "content-type": asPage ? "text/html; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(request.complete ? {} : { connection: "close" }),
  });
  if (request.method !== "HEAD") response.write(body);
  // With `Expect: 100-continue`, the client does not send its body.
  if (request.complete || request.headers.expect) response.end();
  else endAfterRest(request, response);
}

/** How much of an unwanted body is read and discarded, in bytes. */
const maxRestBytes = 64 * 1024 * 1024;

/** The time limit for that, in milliseconds. */
const restMs = 10_000;

/** Ends a response after the client has stopped sending: closing earlier resets the connection, and the response is lost. */
function endAfterRest(request: IncomingMessage, response: ServerResponse): void {
  let rest = maxRestBytes;
  const giveUp = () => request.socket.destroy();
  const timer = setTimeout(giveUp, restMs);
  request.on("data", (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) giveUp();
  });
  request.once("end", () => response.end());
  request.once("close", () => clearTimeout(timer));
}
