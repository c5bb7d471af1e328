import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";

/** Removes what nobody can use any more, as each module says it by its `cleanUp`. Run twice, it finds nothing. */
export const cleanUp = defineJob({
  name: "jobs.cleanUp",
  title: "Remove what has expired",
  ofInstallation: true,
  input: z.object({}),
  onGiveUp: { nothingWaits: "The next night finds what is left." },
  handler: ({ globalTransaction }) =>
    globalTransaction(async (context) => {
      for (const cleanUp of context.registry.cleanUps) await cleanUp(context);
    }),
});

export const nightly = defineSchedule({
  name: "jobs.nightly",
  title: "Remove what has expired",
  cron: "20 3 * * *",
  scope: "installation",
  job: cleanUp,
  input: {},
});
