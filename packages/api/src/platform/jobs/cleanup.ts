import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";

/** Removes expired data by each module's `cleanUp`. Idempotent. */
export const cleanUp = defineJob({
  name: "jobs.cleanUp",
  title: "Remove expired data",
  ofInstallation: true,
  input: z.object({}),
  onGiveUp: { noDependents: "The next nightly run removes the rest." },
  run: ({ globalTransaction }) =>
    globalTransaction(async (context) => {
      for (const cleanUp of context.registry.cleanUps) await cleanUp(context);
    }),
});

export const nightly = defineSchedule({
  name: "jobs.nightly",
  title: "Remove expired data",
  cron: "20 3 * * *",
  scope: "installation",
  job: cleanUp,
  input: {},
});
