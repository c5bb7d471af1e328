import "./provide-api.ts";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { closeApp, databaseUnavailable, refusalFields, serverBusy } from "@waybill/api";
import { listening, serveProbes } from "@waybill/api/probes";
import { monitorProcess, runProcess } from "@waybill/api/process";
import { startTelemetry } from "@waybill/api/telemetry";
import { publicUrl } from "@waybill/config";
import next from "next";
import { app as waybill } from "./app.ts";
import { Drain } from "./drain.ts";
import { guardConnections } from "./gateway/connections.ts";
import { Gateway } from "./gateway/gateway.ts";
import { handleProcedures, replaceCookie } from "./handle-procedures.ts";
import { routeOperators } from "./operator-route.ts";
import { isFree, typeOf } from "./procedures.ts";

await runProcess("web", async ({ config }) => {
  const endTelemetry = await startTelemetry(config, "web");
  const dev = config.NODE_ENV === "development";
  const origin = publicUrl(config);
  const app = waybill();
  const { log } = app;

  const server = createServer({
    // Time limits for the headers and for the whole request (a large file), in milliseconds.
    headersTimeout: 15_000,
    requestTimeout: 300_000,
    // Longer than the idle timeout of proxies and clients (60 s is common): the side that reuses a connection closes it.
    keepAliveTimeout: 75_000,
    connectionsCheckingInterval: 5000,
    // Only the development tools upgrade a connection; other upgrade requests get an ordinary response.
    shouldUpgradeCallback: () => dev,
  });
  server.maxHeadersCount = 100;
  // For idle clients. Live connections send something every 15 seconds.
  server.setTimeout(60_000);
  guardConnections(server, config, (ip) =>
    log.info(refusalFields("PARSE_ERROR", ip), "a client sent something else than HTTP"),
  );
  const drain = new Drain(server);

  // Next.js writes absolute URLs with the public origin.
  const { hostname, port, protocol } = new URL(origin);
  const pages = next({
    dev,
    dir: fileURLToPath(new URL("../..", import.meta.url)),
    hostname,
    port: Number(port || (protocol === "https:" ? 443 : 80)),
    httpServer: server,
  });
  const handle = pages.getRequestHandler();

  /** Answers with a page, or by a route of Next.js. */
  async function servePage(request: IncomingMessage, response: ServerResponse) {
    // Without the database, a page is refused before it renders. Assets need none.
    if (!request.url?.startsWith("/_next/")) await app.database.reach();
    await replaceCookie(request, response);
    await routeOperators(request, response);
    await handle(request, response);
  }

  const gateway = new Gateway({
    config,
    origin,
    dev,
    procedures: handleProcedures,
    pages: servePage,
    typeOf,
    isFree,
    busyMessage: () => (app.health?.state.parts.database ? databaseUnavailable : serverBusy),
    credentials: app.verifiedCredentials,
    onRefusal: ({ code }, requestId, ip) =>
      log.info({ requestId, ...refusalFields(code, ip) }, "a request was refused"),
    onError: (error, requestId) => log.error({ err: error, requestId }, "a request failed"),
  });
  app.metrics.gauge("waybill_work", "Units of work in flight, and waiting requests", ["state"], () => [
    [{ state: "in_flight" }, gateway.load.working],
    [{ state: "waiting" }, gateway.load.waiting],
  ]);

  /** Handles a request, and counts the response. */
  function handleRequest(request: IncomingMessage, response: ServerResponse) {
    const { method = "", url = "" } = request;
    response.once("close", () =>
      app.metrics.request(method, kindOfPath(url), response.headersSent ? response.statusCode : 0),
    );
    gateway.handle(request, response);
  }

  let prepared = false;
  const health = monitorProcess(app, {
    work() {
      if (drain.started) return "The web process is shutting down.";
      return prepared ? null : "The web process is starting.";
    },
    listening: () => app.live.listening,
  });
  const probes = await serveProbes(config.METRICS_PORT, config.HOST, { health, metrics: app.metrics });

  async function stop(reason: string) {
    if (drain.started) return;
    const { DRAIN_SECONDS: seconds, DRAIN_DELAY_SECONDS: delaySeconds } = config;
    log.info({ reason, seconds, delaySeconds }, "web process stops after the requests in flight");
    const endStreams = () => app.live.disconnectAll("The process that served this stream ends.");
    const left = await drain.end({ delaySeconds, seconds, endStreams });
    if (left > 0) log.warn({ connections: left, seconds }, "connections were closed: their requests took too long");
    health.stop();
    probes.close();
    await closeApp(app);
    await endTelemetry();
    log.info("web process ended");
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  // Started by `npm start`: ends with it.
  process.on("disconnect", () => void stop("parent gone"));

  await pages.prepare();
  server.on("request", handleRequest);
  // `Expect: 100-continue` is answered once the body is wanted.
  server.on("checkContinue", handleRequest);
  await listening(server, config.PORT, config.HOST);
  prepared = true;
  log.info({ url: origin }, "web process listens");
  // Without it, pages poll every few seconds.
  await app.live.open().catch((error) => log.warn({ err: error }, "live events are not available yet"));
});

/** The kind of a path, for metrics. */
function kindOfPath(url: string): string {
  if (url.startsWith("/api/trpc/")) return "procedure";
  if (url.startsWith("/api/")) return "route";
  return url.startsWith("/_next/") ? "asset" : "page";
}
