import "./lend-api.ts";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { closeApp, databaseAway, refusalFields, serverBusy } from "@waybill/api";
import { listening, serveProbes } from "@waybill/api/probes";
import { lookAfter, runProcess } from "@waybill/api/process";
import { startTelemetry } from "@waybill/api/telemetry";
import { publicUrl } from "@waybill/config";
import next from "next";
import { answerProcedures, replaceCookie } from "./answer-procedures.ts";
import { app as waybill } from "./app.ts";
import { guardConnections } from "./door/connections.ts";
import { Door } from "./door/door.ts";
import { Drain } from "./drain.ts";
import { leadOperators } from "./operator-route.ts";
import { isFree, typeOf } from "./procedures.ts";

await runProcess("web", async ({ config }) => {
  const endTelemetry = await startTelemetry(config, "web");
  const dev = config.NODE_ENV === "development";
  const origin = publicUrl(config);
  const app = waybill();
  const { log } = app;

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
    log.info(refusalFields("PARSE_ERROR", ip), "what came over a connection was no request"),
  );
  const drain = new Drain(server);

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

  /** Shows a page, or answers by one of the pages' routes. */
  async function show(request: IncomingMessage, response: ServerResponse) {
    // A page that cannot be filled is refused before it is begun; what a page is made of is there without the database.
    if (!request.url?.startsWith("/_next/")) await app.database.reach();
    await replaceCookie(request, response);
    await leadOperators(request, response);
    await handle(request, response);
  }

  const door = new Door({
    config,
    origin,
    dev,
    procedures: answerProcedures,
    pages: show,
    typeOf,
    isFree,
    whyLate: () => (app.health?.state.parts.database ? databaseAway : serverBusy),
    credentials: app.verifiedCredentials,
    refused: ({ code }, requestId, ip) =>
      log.info({ requestId, ...refusalFields(code, ip) }, "a request was not let in"),
    failed: (error, requestId) => log.error({ err: error, requestId }, "a request failed"),
  });
  app.metrics.gauge("waybill_work", "Units of work in flight, and requests that wait", ["state"], () => [
    [{ state: "in_flight" }, door.load.working],
    [{ state: "waiting" }, door.load.waiting],
  ]);

  /** Answers a request, and counts the answer. */
  function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = "", url = "" } = request;
    response.once("close", () =>
      app.metrics.request(method, kindOfAddress(url), response.headersSent ? response.statusCode : 0),
    );
    door.answer(request, response);
  }

  let prepared = false;
  const health = lookAfter(app, {
    work() {
      if (drain.begun) return "The web process is about to end.";
      return prepared ? null : "The web process has not begun yet.";
    },
    listening: () => app.live.listening,
  });
  const probes = await serveProbes(config.METRICS_PORT, config.HOST, { health, metrics: app.metrics });

  async function stop(reason: string) {
    if (drain.begun) return;
    const { DRAIN_SECONDS: seconds, DRAIN_DELAY_SECONDS: delaySeconds } = config;
    log.info({ reason, seconds, delaySeconds }, "web process stops after the requests that are under way");
    const endStreams = () => app.live.disconnectAll("The process that served this stream ends.");
    const left = await drain.end({ delaySeconds, seconds, endStreams });
    if (left > 0)
      log.warn({ connections: left, seconds }, "connections were cut off: what was under way took too long");
    health.stop();
    probes.close();
    await closeApp(app);
    await endTelemetry();
    log.info("web process ended");
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  // Started by `npm start`: when that is gone, so are we.
  process.on("disconnect", () => void stop("parent gone"));

  await pages.prepare();
  server.on("request", answer);
  // Who asks before sending a body is told to go on once it is wanted.
  server.on("checkContinue", answer);
  await listening(server, config.PORT, config.HOST);
  prepared = true;
  log.info({ address: origin }, "web process listens");
  // Pages are told of changes by it; without it, they ask every few seconds.
  await app.live.open().catch((error) => log.warn({ err: error }, "changes are not listened for yet"));
});

/** What an address leads to, for the figures. */
function kindOfAddress(url: string): string {
  if (url.startsWith("/api/trpc/")) return "procedure";
  if (url.startsWith("/api/")) return "route";
  return url.startsWith("/_next/") ? "asset" : "page";
}
