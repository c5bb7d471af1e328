import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { serveProbes } from "@waybill/api/probes";
import { startTelemetry } from "@waybill/api/telemetry";
import { settings } from "@waybill/config";
import next from "next";
import { app as waybill } from "./app.ts";
import { isLocal, localMark } from "./door/outbox.ts";
import { leadOperators } from "./operator-route.ts";
import { procedures } from "./procedures.ts";
import { renewed } from "./session-cookie.ts";

const config = settings();
const endTelemetry = startTelemetry(config, "web");
const dev = config.NODE_ENV === "development";

const endpoint = "/api/trpc/";

const server = createServer(async (request, response) => {
  trustOnly(request);
  await replaceCookie(request, response);
  // In development the pages' server answers procedures too, so that what was just written is what answers.
  if (!dev && request.url?.startsWith(endpoint)) void answer(request, response);
  else void show(request, response);
});
const app = next({ dev, dir: fileURLToPath(new URL("../..", import.meta.url)), port: config.PORT, httpServer: server });
const handle = app.getRequestHandler();
await app.prepare();
server.listen(config.PORT, config.HOST);
const probes = serveProbes(config.METRICS_PORT, config.HOST, { ready: () => true, metrics: () => waybill().metrics });

/** Answers procedures at the door: they need nothing of what the pages' server does for a request. */
function answer(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "", "http://localhost");
  response.setHeader("x-content-type-options", "nosniff");
  return nodeHTTPRequestHandler({
    ...procedures,
    path: url.pathname.slice(endpoint.length),
    req: request,
    res: response,
    createContext({ info }) {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
      return procedures.createContext(headers, info.connectionParams);
    },
  });
}

/** Gives a browser that still has an earlier version's cookie the one of today. */
async function replaceCookie(request: IncomingMessage, response: ServerResponse) {
  const replaced = await renewed(request.headers.cookie);
  if (!replaced) return;
  request.headers.cookie = replaced.header;
  response.setHeader("set-cookie", replaced.setCookies);
}

/** Shows a page. */
async function show(request: IncomingMessage, response: ServerResponse) {
  await leadOperators(request);
  await handle(request, response);
}

/** Tells the pages the client's real address, and drops what a client claims about it where no proxy is trusted. */
function trustOnly(request: IncomingMessage) {
  const local = isLocal(request);
  delete request.headers[localMark];
  if (local) request.headers[localMark] = "true";
  request.headers["x-real-ip"] = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  if (!config.TRUST_PROXY) {
    for (const name of ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]) delete request.headers[name];
  }
}

function stop() {
  probes.close();
  void endTelemetry();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // Live connections do not end by themselves.
  setTimeout(() => server.closeAllConnections(), 1500).unref();
  setTimeout(() => process.exit(0), 5000).unref();
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
// Started by `npm start`: when that is gone, so are we.
process.on("disconnect", stop);
