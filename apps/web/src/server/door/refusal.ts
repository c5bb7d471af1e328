import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { requestIdOf } from "./introduction.ts";

type Code = keyof typeof TRPC_ERROR_CODES_BY_KEY;

/** Why the door does not let a request in. */
export interface Refusal {
  status: number;
  code: Code;
  /** For people: what is wrong, and what they can do. */
  message: string;
  headers?: Record<string, string>;
}

/** The errors' contract (docs/errors.md), as procedures answer it. */
function errorBody({ status, code, message }: Refusal, requestId: string) {
  return {
    error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data: { code, httpStatus: status, requestId, issues: [] } },
  };
}

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = ({ message }: Refusal, requestId: string) =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Waybill</title>` +
  `<p>${escaped(message)}</p><p><small>Request ${requestId}</small></p></html>\n`;

/**
 * Answers that a request is refused: to people in words, to programs by the errors' contract. Where the client still
 * sends a body, the connection is closed once it has heard the answer.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const requestId = requestIdOf(response);
  const asPage = !request.url?.startsWith("/api/") && (request.headers.accept ?? "").includes("text/html");
  const body = asPage ? page(refusal, requestId) : JSON.stringify(errorBody(refusal, requestId));
  response.writeHead(refusal.status, {
    ...refusal.headers,
    "content-type": asPage ? "text/html; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(request.complete ? {} : { connection: "close" }),
  });
  if (request.method !== "HEAD") response.write(body);
  // Who asks before sending does not send.
  if (request.complete || request.headers.expect) response.end();
  else endAfterRest(request, response);
}

/** How much of a body that nobody wants is read and thrown away, in bytes. */
const mostRest = 64 * 1024 * 1024;

/** How long that may take, in milliseconds. */
const restMs = 10_000;

/**
 * Ends an answer once the client has stopped sending: a connection that is closed while it sends is reset, and the answer
 * lost with it.
 */
function endAfterRest(request: IncomingMessage, response: ServerResponse): void {
  let rest = mostRest;
  const giveUp = () => request.socket.destroy();
  const timer = setTimeout(giveUp, restMs);
  request.on("data", (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) giveUp();
  });
  request.once("end", () => response.end());
  request.once("close", () => clearTimeout(timer));
}
