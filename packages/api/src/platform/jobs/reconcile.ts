import { z } from "zod";
import { defineJob, defineSchedule, type JobContext } from "../../core/index.ts";

/** Updates the rows of jobs that the queue has ended or lost. Only a worker provides it. */
export interface Reconciler {
  reconcileAll(): Promise<number>;
}

declare module "../../core/context.ts" {
  interface Clients {
    reconciler: Reconciler;
  }
}

/** Updates the rows of waiting and running jobs that the queue no longer knows. Idempotent. */
export const reconcile = defineJob({
  name: "jobs.reconcile",
  title: "Reconcile jobs with the queue",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 1800,
  onGiveUp: { noDependents: "The job runs again within an hour." },
  run: async ({ clients }: JobContext<unknown>) => ({ reconciled: await clients.reconciler.reconcileAll() }),
});

export const hourly = defineSchedule({
  name: "jobs.hourly",
  title: "Reconcile jobs with the queue",
  cron: "35 * * * *",
  scope: "installation",
  job: reconcile,
  input: {},
});
