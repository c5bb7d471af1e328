import { setTimeout as sleep } from "node:timers/promises";
import { closeApp, createApp } from "@waybill/api";
import { serveProbes } from "@waybill/api/probes";
import { monitorProcess, runProcess } from "@waybill/api/process";
import { startTelemetry } from "@waybill/api/telemetry";
import { isDatabaseAway, startWorker, type Worker } from "@waybill/api/worker";

/** Pause between attempts to start without a database, in milliseconds. */
const againMs = 1000;
/** Pause between checks of the schema version, in milliseconds. */
const lookMs = 50;

await runProcess("worker", async ({ config, log }) => {
  const endTelemetry = await startTelemetry(config, "worker");
  const app = createApp(config, "worker", { log });
  const stopping = new AbortController();
  let worker: Worker | undefined;
  const work = () => {
    if (stopping.signal.aborted) return "The worker is about to end.";
    return worker?.ready ? null : "The worker waits for its database.";
  };
  const rest = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
  const health = monitorProcess(app, { work, listening: () => worker?.listening ?? null });
  const probes = await serveProbes(config.WORKER_PORT, config.HOST, { health, metrics: app.metrics });

  async function stop(reason: string) {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info({ reason, seconds: config.DRAIN_SECONDS }, "worker stops after its running jobs");
    await worker?.stop(config.DRAIN_SECONDS);
    health.stop();
    await closeApp(app);
    await endTelemetry();
    probes.close();
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  // Ends together with its parent, `npm start`.
  process.on("disconnect", () => void stop("parent gone"));

  // A job of this version needs its schema.
  for (let isLogged = false; !stopping.signal.aborted && health.state.parts.schema !== null; ) {
    const { database, schema } = health.state.parts;
    if (!isLogged && health.checks > 0) log.warn(`the worker waits. ${database ?? schema}`);
    isLogged ||= health.checks > 0;
    await rest(lookMs);
  }
  for (let attempt = 0; !worker && !stopping.signal.aborted; attempt += 1) {
    try {
      worker = await startWorker(app);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (attempt === 0) log.warn({ err: error }, "the worker waits for its database");
      await rest(againMs);
    }
  }
});
