// A worker in a separate process: reports when it is ready, and then the number of completed jobs.
import { startWorker } from "@waybill/api/worker";
import { onTick, workerJobs } from "./rows/worker.ts";
import { openAppOn } from "./world.ts";

const app = openAppOn(process.env);
for (const job of workerJobs) app.registry.jobs.set(job.name, job);

let done = 0;
onTick(() => {
  done += 1;
});
// In batches, since each message costs time.
setInterval(() => {
  if (done > 0) process.send?.(done);
  done = 0;
}, 20);
process.on("disconnect", () => process.exit());
await startWorker(app);
process.send?.(0);
