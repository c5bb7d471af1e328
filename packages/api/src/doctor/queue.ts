import { sql } from "drizzle-orm";
import { z } from "zod";
import type { App, WorkContext } from "../core/context.ts";
import { queueAdminOf } from "../core/jobs/queue-admin.ts";
import { ok, type Seen, warning, wrong } from "./finding.ts";

// The doctor's checks of the queue and the workers.

/** The maximum waiting times of a job, in seconds. */
const queueWarns = 60;
const queueWrong = 15 * 60;

const moment = z.array(z.object({ now: z.number() }));

/** The seconds since a time, by the database clock. */
async function ago({ db }: WorkContext, at: number): Promise<number> {
  const rows = await db.execute(sql`select extract(epoch from now())::float8 * 1000 as now`);
  const [row] = moment.parse(rows);
  return Math.max(0, Math.round(((row?.now ?? at) - at) / 1000));
}

export async function queue(context: WorkContext): Promise<Seen> {
  const sizes = await queueAdminOf(context).sizes();
  const sum = (count: (size: (typeof sizes)[number]) => number) => sizes.reduce((all, size) => all + count(size), 0);
  const oldest = Math.min(...sizes.flatMap(({ oldestReadyAt }) => (oldestReadyAt ? [oldestReadyAt.getTime()] : [])));
  const age = Number.isFinite(oldest) ? await ago(context, oldest) : 0;
  const failed = sum((size) => size.failed);
  const message = `Jobs waiting: ${sum((size) => size.ready)} (oldest: ${age} s), running: ${sum((size) => size.running)}, failed: ${failed}`;
  const advice = "Check whether workers are running, and start more of them.";
  if (age >= queueWrong) return wrong(message, advice);
  if (age >= queueWarns) return warning(message, advice);
  return failed > 0
    ? warning(message, "Inspect them with waybill queues list, then run waybill queues retry.")
    : ok(message);
}

export async function workers(context: WorkContext, { settings }: App): Promise<Seen> {
  const alive = await queueAdminOf(context).workers();
  if (alive.length > 0) {
    const latest = Math.max(...alive.map(({ heartbeatOn }) => heartbeatOn.getTime()));
    return ok(`Workers running: ${alive.length} (last heartbeat: ${await ago(context, latest)} s ago)`);
  }
  if (settings.JOBS_MODE === "inline") return ok("No worker is needed: jobs run in the process that queues them");
  return wrong("No worker is running", "Start one: npm run start:worker (docs/deployment.md#commands).");
}
