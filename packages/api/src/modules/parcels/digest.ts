import { publicUrl } from "@waybill/config";
import { memberships, parcelEvents, parcels, users } from "@waybill/db";
import { count, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule, type TenantContext } from "../../core/index.ts";
import { renderMail, sendMail } from "../../platform/mail/index.ts";

const steps = ["created", "dispatched", "delivered", "failed"] as const;

/** What happened to parcels on the tenant's yesterday, and what waits today. */
async function figures({ db, tenant, own }: TenantContext) {
  const midnight = sql`(date_trunc('day', now() at time zone ${tenant.timeZone}) at time zone ${tenant.timeZone})`;
  const [happened, waiting] = await Promise.all([
    db
      .select({ kind: parcelEvents.kind, parcels: count() })
      .from(parcelEvents)
      .where(
        own(
          parcelEvents,
          sql`${parcelEvents.createdAt} >= ${midnight} - interval '1 day' and ${parcelEvents.createdAt} < ${midnight}`,
        ),
      )
      .groupBy(parcelEvents.kind),
    db
      .select({ parcels: count() })
      .from(parcels)
      .where(own(parcels, eq(parcels.state, "packed"))),
  ]);
  const yesterday = steps.map((step) => `${happened.find(({ kind }) => kind === step)?.parcels ?? 0} ${step}`);
  return { yesterday: yesterday.join(", "), packed: waiting.at(0)?.parcels ?? 0 };
}

/** Mails what happened yesterday to owners and admins. Run twice, it mails twice; the clock queues it once a day. */
export const mailDigest = defineJob({
  name: "parcels.mailDigest",
  title: "Mail the summary of the day",
  readBy: "parcels.read",
  input: z.object({}),
  onGiveUp: { nothingWaits: "The clock queues the next one." },
  handler: ({ transaction }) =>
    transaction(async (ctx) => {
      const { db, jobs, settings, tenant, own } = ctx;
      const { yesterday, packed } = await figures(ctx);
      const people = await db
        .select({ name: users.name, email: users.email })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .where(own(memberships, inArray(memberships.role, ["owner", "admin"])));
      for (const { name, email } of people) {
        const mail = renderMail({
          template: "parcelDigest",
          subject: `${tenant.name}: yesterday's parcels`,
          greeting: `Hello ${name},`,
          lines: [`yesterday's parcels: ${yesterday}.`, `Packed and waiting to be dispatched: ${packed}.`],
          action: { label: "Open the desk", url: `${publicUrl(settings)}/t/${tenant.slug}` },
          footer: `${tenant.name} has switched this mail on; an admin can switch it off under Jobs, Schedules.`,
        });
        await sendMail(jobs, email, mail);
      }
      return { mails: people.length };
    }),
});

export const dailyDigest = defineSchedule({
  name: "parcels.dailyDigest",
  title: "Mail a summary of the day to owners and admins",
  cron: "0 7 * * 1-5",
  job: mailDigest,
  input: {},
});
