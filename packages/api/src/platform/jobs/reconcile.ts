import { z } from "zod";
import { defineJob, defineSchedule, type JobContext } from "../../core/index.ts";

/** Settles jobs that the queue has ended or lost. A worker gives it the means; elsewhere there is no queue to ask. */
export interface Reconciler {
  settleLost(): Promise<number>;
}

declare module "../../core/context.ts" {
  interface Clients {
    reconciler: Reconciler;
  }
}

/** Settles the jobs that tenants see wait or run, and the queue does not know any more. Run twice, it finds nothing. */
export const reconcile = defineJob({
  name: "jobs.reconcile",
  title: "Reconcile jobs with the queue",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 1800,
  onGiveUp: { nothingWaits: "It runs again within the hour." },
  handler: async ({ clients }: JobContext<unknown>) => ({ settled: await clients.reconciler.settleLost() }),
});

export const hourly = defineSchedule({
  name: "jobs.hourly",
  title: "Reconcile jobs with the queue",
  cron: "35 * * * *",
  scope: "installation",
  job: reconcile,
  input: {},
});
