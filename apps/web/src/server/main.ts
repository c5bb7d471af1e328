import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { refusalFields } from "@waybill/api";
import { serveProbes } from "@waybill/api/probes";
import { startTelemetry } from "@waybill/api/telemetry";
import { publicUrl } from "@waybill/config";
import next from "next";
import { answerProcedures, replaceCookie } from "./answer-procedures.ts";
import { app as waybill } from "./app.ts";
import { guardConnections } from "./door/connections.ts";
import { Door } from "./door/door.ts";
import { leadOperators } from "./operator-route.ts";
import { typeOf } from "./procedures.ts";
import { settings } from "./settings.ts";

const config = settings();
const endTelemetry = await startTelemetry(config, "web");
const dev = config.NODE_ENV === "development";
const origin = publicUrl(config);

const server = createServer({
  // A request has this long to send its headers, and this long for all of it (a large file), in milliseconds.
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  // Longer than proxies and clients keep a connection that is not used (60 s is common): who reuses one ends it.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5000,
  // Nothing is upgraded but the development tools' connection: what asks for it gets an ordinary answer.
  shouldUpgradeCallback: () => dev,
});
server.maxHeadersCount = 100;
// A client that neither reads nor writes; live connections say something every 15 seconds.
server.setTimeout(60_000);
guardConnections(server, config, (ip) =>
  waybill().log.info(refusalFields("PARSE_ERROR", ip), "what came over a connection was no request"),
);

// Addresses that the pages' server writes out in full begin with the one that people type.
const { hostname, port, protocol } = new URL(origin);
const pages = next({
  dev,
  dir: fileURLToPath(new URL("../..", import.meta.url)),
  hostname,
  port: Number(port || (protocol === "https:" ? 443 : 80)),
  httpServer: server,
});
const handle = pages.getRequestHandler();
await pages.prepare();

const door = new Door({
  config,
  origin,
  dev,
  procedures: answerProcedures,
  pages: show,
  typeOf,
  callers: waybill().callers,
  refused: ({ code }, requestId, ip) =>
    waybill().log.info({ requestId, ...refusalFields(code, ip) }, "a request was not let in"),
  failed: (error, requestId) => waybill().log.error({ err: error, requestId }, "a request failed"),
});
waybill().metrics.gauge("waybill_work", "Units of work in flight, and requests that wait", ["state"], () => [
  [{ state: "in_flight" }, door.load.working],
  [{ state: "waiting" }, door.load.waiting],
]);
/** Answers a request, and counts the answer. */
function answer(request: IncomingMessage, response: ServerResponse) {
  const { method = "", url = "" } = request;
  response.once("close", () =>
    waybill().metrics.request(method, kindOfAddress(url), response.headersSent ? response.statusCode : 0),
  );
  door.answer(request, response);
}

server.on("request", answer);
// Who asks before sending a body is told to go on once it is wanted.
server.on("checkContinue", answer);
server.listen(config.PORT, config.HOST);
const probes = serveProbes(config.METRICS_PORT, config.HOST, { ready: () => true, metrics: () => waybill().metrics });

/** What an address leads to, for the figures. */
function kindOfAddress(url: string): string {
  if (url.startsWith("/api/trpc/")) return "procedure";
  if (url.startsWith("/api/")) return "route";
  return url.startsWith("/_next/") ? "asset" : "page";
}

/** Shows a page, or answers by one of the pages' routes. */
async function show(request: IncomingMessage, response: ServerResponse) {
  // A page that cannot be filled is refused before it is begun; what a page is made of is there without the database.
  if (!request.url?.startsWith("/_next/")) await waybill().database.reach();
  await replaceCookie(request, response);
  await leadOperators(request, response);
  await handle(request, response);
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
// What nobody waited for has failed; the others' requests go on.
process.on("unhandledRejection", (error) => waybill().log.error({ err: error }, "a rejection that nobody handled"));
