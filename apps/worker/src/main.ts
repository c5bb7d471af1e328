import { createServer } from "node:http";
import { closeApp, createApp } from "@waybill/api";
import { startWorker } from "@waybill/api/worker";
import { settings } from "@waybill/config";

const config = settings();
const app = createApp(config, "worker");
const worker = await startWorker(app);

/** Health (the process lives) and readiness (it takes jobs), where `WORKER_PORT` is set. */
const health = createServer((request, response) => {
  const ok = request.url === "/health" || (request.url === "/ready" && worker.ready);
  response.writeHead(ok ? 200 : 503, { "content-type": "text/plain" }).end(ok ? "ok\n" : "not ready\n");
});
if (config.WORKER_PORT) health.listen(config.WORKER_PORT);

let stopping = false;
async function stop(reason: string) {
  if (stopping) return;
  stopping = true;
  app.log.info({ reason }, "worker stops after its running jobs");
  await worker.stop();
  await closeApp(app);
  health.close();
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
// Started by `npm start`: when that is gone, so are we.
process.on("disconnect", () => void stop("parent gone"));
