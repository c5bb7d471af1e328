import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { serverBusy, VerifiedCredentials } from "@waybill/api";
import { loadSettings, publicUrl } from "@waybill/config";
import { guardConnections } from "./connections.ts";
import { credentialOf } from "./cookies.ts";
import { Gateway, type GatewayOptions } from "./gateway.ts";

/** A response, read to its end. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request of a test. */
export interface Question {
  method?: string;
  headers?: Record<string, string>;
  /** A text, or chunks without a length. */
  body?: string | Buffer | AsyncIterable<Buffer>;
  /** The client address in `X-Forwarded-For`; for gateways that trust a proxy on this machine. */
  from?: string;
  signal?: AbortSignal;
}

/** A gateway on a real server, with handlers that record the requests. */
export async function startGateway(env: Record<string, string> = {}, more: Partial<GatewayOptions> = {}) {
  const config = loadSettings({
    env: {
      DATABASE_URL: "postgres://localhost/waybill",
      AUTH_SECRET: "a secret of the tests, long enough",
      SMTP_URL: "smtp://localhost",
      ...env,
    },
  });
  const reached: { handler: "procedures" | "pages"; request: IncomingMessage }[] = [];
  const waiting: ServerResponse[] = [];
  const keep = (handler: "procedures" | "pages") => async (request: IncomingMessage, response: ServerResponse) => {
    reached.push({ handler, request });
    waiting.push(response);
    if (!handlers.hold) handlers.finish();
  };
  const failures: unknown[] = [];
  const refusals: { code: string; requestId: string; ip: string }[] = [];
  const unreadable: string[] = [];
  const handlers = {
    /** Whether requests wait until they are released. */
    hold: false,
    /** Answers everything that has arrived. @returns how much that was */
    finish(): number {
      const arrived = waiting.splice(0);
      for (const response of arrived) response.end("done");
      return arrived.length;
    },
  };
  const credentials = new VerifiedCredentials();
  const gateway = new Gateway({
    config,
    origin: publicUrl(config),
    dev: false,
    procedures: keep("procedures"),
    pages: keep("pages"),
    typeOf: (name) => (name === "system.live" ? "subscription" : name.endsWith(".create") ? "mutation" : "query"),
    isFree: (name) => name === "system.ping",
    busyMessage: () => serverBusy,
    credentials,
    onError: (error) => failures.push(error),
    onRefusal: ({ code }, requestId, ip) => refusals.push({ code, requestId, ip }),
    ...more,
  });
  const server = createServer({ shouldUpgradeCallback: () => false });
  guardConnections(server, config, (address) => unreadable.push(address));
  server.on("request", gateway.handle).on("checkContinue", gateway.handle);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string

  /** Sends a request with the path exactly as given. */
  async function ask(
    path: string,
    { method = "GET", headers = {}, body, from, signal }: Question = {},
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = send({
      ...{ host: "127.0.0.1", port, path, method, agent: false },
      headers: { ...headers, ...(from ? { "x-forwarded-for": from } : {}) },
      ...(signal ? { signal } : {}),
    });
    let answered = false;
    request.once("response", (response) => {
      answered = true;
      resolve(response);
    });
    // A server that has answered need not read the rest.
    request.on("error", (error) => !answered && reject(error));
    if (body && typeof body !== "string" && !(body instanceof Buffer)) {
      for await (const chunk of body) if (!request.write(chunk)) await new Promise((go) => setImmediate(go));
      request.end();
    } else request.end(body);
    const response = await promise;
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  /** Sends bytes, and reads until the server closes the connection. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(bytes);
    return text(socket);
  }

  return {
    gateway,
    port,
    handlers,
    reached,
    failures,
    /** Marks the session or key of a request as verified. */
    know(headers: Record<string, string>, tenant?: { id: string; slug: string }) {
      credentials.remember(credentialOf(headers, publicUrl(config).startsWith("https:")), tenant);
      return headers;
    },
    /** Refused requests, with their URLs. */
    refusals,
    /** Addresses of clients that sent something else than HTTP. */
    unreadable,
    ask,
    raw,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The error data of a response. */
export const errorOf = ({ body }: Answer) => JSON.parse(body).error.data;
