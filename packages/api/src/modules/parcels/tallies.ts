import { sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";
import { everyTenant } from "../../platform/tenants/index.ts";

const wrongTallies = z.array(z.object({ measure: z.string(), state: z.string(), wrong: z.coerce.number() }));

/**
 * Compares the tallies of parcels with the parcels, tenant by tenant, and puts right what differs. Nothing should: a
 * difference is an error in the log. Run twice, it finds nothing.
 */
export const checkTallies = defineJob({
  name: "parcels.checkTallies",
  title: "Compare the counts of parcels with the parcels",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "The next night counts again." },
  async handler(job) {
    for await (const tenantId of everyTenant(job)) {
      const wrong = await job.transactionIn(tenantId, async ({ db }) =>
        wrongTallies.parse([...(await db.execute(sql`select measure, state, wrong from recount_parcels()`))]),
      );
      if (wrong.length > 0) job.log.error({ tenantId, wrong }, "counts of parcels were wrong, and were put right");
    }
  },
});

export const nightlyTallies = defineSchedule({
  name: "parcels.nightlyTallies",
  title: "Compare the counts of parcels with the parcels",
  cron: "20 4 * * *",
  scope: "installation",
  job: checkTallies,
  input: {},
});
