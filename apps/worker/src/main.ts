import { closeApp, createApp } from "@waybill/api";
import { serveProbes } from "@waybill/api/probes";
import { startTelemetry } from "@waybill/api/telemetry";
import { startWorker } from "@waybill/api/worker";
import { settingsOf } from "@waybill/config";

const config = settingsOf("worker");
const endTelemetry = await startTelemetry(config, "worker");
const app = createApp(config, "worker");
const worker = await startWorker(app);
const probes = serveProbes(config.WORKER_PORT, config.HOST, { ready: () => worker.ready, metrics: () => app.metrics });

let stopping = false;
async function stop(reason: string) {
  if (stopping) return;
  stopping = true;
  app.log.info({ reason }, "worker stops after its running jobs");
  await worker.stop();
  await closeApp(app);
  await endTelemetry();
  probes.close();
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
// Started by `npm start`: when that is gone, so are we.
process.on("disconnect", () => void stop("parent gone"));
