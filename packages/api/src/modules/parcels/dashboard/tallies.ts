import { parcelTallies } from "@waybill/db/parcels";
import { eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { dayIn, defineJob, defineSchedule, onEvent, type TenantContext } from "../../../core/index.ts";
import { forEveryTenant, tenantUpdated } from "../../../platform/tenants/index.ts";

const wrongTallies = z.array(
  z.object({ measure: z.string(), state: z.string(), tooMany: z.coerce.number(), tooFew: z.coerce.number() }),
);

/** Recounts the parcels of the tenant. @returns the differences, summed over days and tags */
const recount = async ({ db }: Pick<TenantContext, "db">) =>
  wrongTallies.parse([
    ...(await db.execute(sql`
      select measure, state, too_many as "tooMany", too_few as "tooFew" from recount_parcels() order by 1, 2`)),
  ]);

/** Reports wrong counts on the jobs page of an organisation. Idempotent. */
export const reportTallies = defineJob({
  name: "parcels.reportTallies",
  title: "Report corrected parcel counts",
  readBy: "parcels.read",
  input: z.object({ wrong: wrongTallies }),
  onGiveUp: { noDependents: "The log has the same information." },
  async run(job) {
    for (const { measure, state, tooMany, tooFew } of job.input.wrong) {
      await job.addLogLine(`${measure === "state" ? state : measure}: ${tooMany} too many, ${tooFew} too few`);
    }
    return { wrong: job.input.wrong };
  },
});

/**
 * Compares the tallies with the parcels, tenant by tenant, and corrects differences. None are expected: a difference is
 * an error in the log and a job of the tenant that reports it. Idempotent.
 */
export const checkTallies = defineJob({
  name: "parcels.checkTallies",
  title: "Check the parcel counts",
  ofInstallation: true,
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "The next nightly run counts again." },
  async run(job) {
    await forEveryTenant(job, async (tenantId) => {
      const wrong = await job.transactionIn(tenantId, recount);
      if (wrong.length === 0) return;
      job.log.error({ tenantId, wrong }, "parcel counts were wrong and have been corrected");
      // Not in the same transaction: the recount has the rights of the tables' owner, and on Citus a transaction cannot change
      // an organisation's rows as two users.
      await job.transactionIn(tenantId, ({ jobs }) => jobs.enqueue(reportTallies, { wrong }));
    });
  },
});

export const nightlyTallies = defineSchedule({
  name: "parcels.nightlyTallies",
  title: "Check the parcel counts",
  cron: "20 4 * * *",
  scope: "installation",
  job: checkTallies,
  input: {},
});

/** A new time zone means new days: the parcels are recounted. Idempotent. */
export const followTimeZone = onEvent(
  tenantUpdated,
  "parcels.followTimeZone",
  async (ctx) => {
    const { at, folded, measure } = parcelTallies;
    const { timeZone } = ctx.tenant;
    const moved = sql`${at} <> (${dayIn(timeZone, at)}::timestamp at time zone ${timeZone})`;
    const other = await ctx.db
      .select({ at })
      .from(parcelTallies)
      .where(ctx.inTenant(parcelTallies, ne(measure, "state"), eq(folded, true), moved))
      .limit(1);
    if (other.length > 0) await recount(ctx);
  },
  { onGiveUp: { noDependents: "The next nightly run uses the new time zone." } },
);
