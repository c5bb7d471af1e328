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
import { Door, type House } from "./door.ts";

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** How a test asks. */
export interface Question {
  method?: string;
  headers?: Record<string, string>;
  /** A text, or chunks without a length. */
  body?: string | Buffer | AsyncIterable<Buffer>;
  /** The address that it comes from, as the proxy tells it; for doors that trust one on this machine. */
  from?: string;
  signal?: AbortSignal;
}

/** A door on a real server, with a house behind it that keeps what reaches it. */
export async function openDoor(env: Record<string, string> = {}, more: Partial<House> = {}) {
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
    if (!house.hold) house.finish();
  };
  const failures: unknown[] = [];
  const refusals: { code: string; requestId: string; ip: string }[] = [];
  const unreadable: string[] = [];
  const house = {
    /** Whether what arrives waits to be finished. */
    hold: false,
    /** Answers everything that has arrived. @returns how much that was */
    finish(): number {
      const arrived = waiting.splice(0);
      for (const response of arrived) response.end("done");
      return arrived.length;
    },
  };
  const credentials = new VerifiedCredentials();
  const door = new Door({
    config,
    origin: publicUrl(config),
    dev: false,
    procedures: keep("procedures"),
    pages: keep("pages"),
    typeOf: (name) => (name === "core.live" ? "subscription" : name.endsWith(".create") ? "mutation" : "query"),
    isFree: (name) => name === "core.ping",
    whyLate: () => serverBusy,
    credentials,
    failed: (error) => failures.push(error),
    refused: ({ code }, requestId, ip) => refusals.push({ code, requestId, ip }),
    ...more,
  });
  const server = createServer({ shouldUpgradeCallback: () => false });
  guardConnections(server, config, (address) => unreadable.push(address));
  server.on("request", door.answer).on("checkContinue", door.answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string

  /** Asks, with the path just as it is given. */
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
    door,
    port,
    house,
    reached,
    failures,
    /** Has the process know the session or key of a request, as it does once it has verified it. */
    know(headers: Record<string, string>, tenant?: { id: string; slug: string }) {
      credentials.verified(credentialOf(headers, publicUrl(config).startsWith("https:")), tenant);
      return headers;
    },
    /** What was not let in, and from where. */
    refusals,
    /** Where something came from that was no request. */
    unreadable,
    ask,
    raw,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** An error's contract, out of an answer. */
export const errorOf = ({ body }: Answer) => JSON.parse(body).error.data;
