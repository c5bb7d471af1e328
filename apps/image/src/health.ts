// Exits with 0 if the web process or the worker of this container accepts work.

const ports = [process.env.METRICS_PORT, process.env.WORKER_PORT].filter(Boolean);
const answers = ports.map(async (port) => {
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(3000) });
  if (!ok) throw new Error(`port ${port} answered ${status}`);
});
try {
  await Promise.any(answers);
} catch {
  console.error(`Nothing is ready on ${ports.join(" or ") || "METRICS_PORT or WORKER_PORT"}.`);
  process.exitCode = 1;
}
