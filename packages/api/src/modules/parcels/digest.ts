import { publicUrl } from "@waybill/config";
import { memberships, parcelEvents, parcels, users } from "@waybill/db";
import { count, eq, inArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule, defineTenantMail, type TenantContext } from "../../core/index.ts";
import { sendMail } from "../../platform/mail/index.ts";

const steps = ["created", "dispatched", "delivered", "failed"] as const;

/** What happened to parcels on one of the tenant's days, and what waits now. @param day as `2026-01-31` */
async function figures({ db, tenant, own }: TenantContext, day: string) {
  const begin = sql`(${day}::date::timestamp at time zone ${tenant.timeZone})`;
  const end = sql`((${day}::date + 1)::timestamp at time zone ${tenant.timeZone})`;
  const [happened, waiting] = await Promise.all([
    db
      .select({ kind: parcelEvents.kind, parcels: count() })
      .from(parcelEvents)
      .where(own(parcelEvents, sql`${parcelEvents.createdAt} >= ${begin} and ${parcelEvents.createdAt} < ${end}`))
      .groupBy(parcelEvents.kind),
    db
      .select({ parcels: count() })
      .from(parcels)
      .where(own(parcels, eq(parcels.state, "packed"))),
  ]);
  const counts = steps.map((step) => `${happened.find(({ kind }) => kind === step)?.parcels ?? 0} ${step}`);
  return { happened: counts.join(", "), packed: waiting.at(0)?.parcels ?? 0 };
}

/** The members that a summary is for: owners and admins. */
const readers = ({ own }: TenantContext, ...conditions: SQL[]) =>
  own(memberships, inArray(memberships.role, ["owner", "admin"]), ...conditions);

/** One person's summary of a day. The day is queued with it: a mail that is tried again after midnight says the same. */
export const digestMail = defineTenantMail({
  name: "parcels.digest",
  budget: null,
  input: z.object({ userId: z.uuid(), day: z.iso.date() }),
  async compose(ctx, { userId, day }) {
    const { db, settings, tenant } = ctx;
    const [person] = await db
      .select({ name: users.name, email: users.email })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(readers(ctx, eq(memberships.userId, userId)));
    if (!person) return { unsent: "The person is no owner or admin any more." };
    const { happened, packed } = await figures(ctx, day);
    return {
      to: person.email,
      subject: `${tenant.name}: yesterday's parcels`,
      greeting: `Hello ${person.name},`,
      lines: [`yesterday's parcels: ${happened}.`, `Packed and waiting to be dispatched: ${packed}.`],
      action: { label: "Open the desk", url: `${publicUrl(settings)}/t/${tenant.slug}` },
      footer: `${tenant.name} has switched this mail on; an admin can switch it off under Jobs, Schedules.`,
    };
  },
});

/** Mails what happened yesterday to owners and admins. Run twice, it mails twice; the clock queues it once a day. */
export const mailDigest = defineJob({
  name: "parcels.mailDigest",
  title: "Mail the summary of the day",
  readBy: "parcels.read",
  input: z.object({}),
  onGiveUp: { nothingWaits: "The clock queues the next one." },
  handler: ({ transaction }) =>
    transaction(async (ctx) => {
      const { db, tenant } = ctx;
      const people = await db
        .select({
          userId: memberships.userId,
          day: sql<string>`((now() at time zone ${tenant.timeZone})::date - 1)::text`,
        })
        .from(memberships)
        .where(readers(ctx));
      for (const { userId, day } of people) await sendMail(ctx, digestMail, { userId, day });
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
