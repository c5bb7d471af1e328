import { createServer, type IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { serveProbes } from "@waybill/api/probes";
import { startTelemetry } from "@waybill/api/telemetry";
import { settings } from "@waybill/config";
import next from "next";

const config = settings();
const endTelemetry = startTelemetry(config, "web");
const dev = config.NODE_ENV === "development";

const server = createServer((request, response) => {
  trustOnly(request);
  void handle(request, response);
});
const app = next({ dev, dir: fileURLToPath(new URL("../..", import.meta.url)), port: config.PORT, httpServer: server });
const handle = app.getRequestHandler();
await app.prepare();
server.listen(config.PORT);
// The app is made by the first request, inside of what Next has built.
const probes = serveProbes(config.METRICS_PORT, { ready: () => true, metrics: () => globalThis.waybillApp?.metrics });

/** Tells the pages the client's real address, and drops what a client claims about it where no proxy is trusted. */
function trustOnly(request: IncomingMessage) {
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
