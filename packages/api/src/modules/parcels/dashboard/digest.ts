import { publicUrl } from "@waybill/config";
import { parcelSteps, parcels } from "@waybill/db/parcels";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { count, eq, gte, inArray, lt, type SQL } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule, defineTenantMail, type TenantContext } from "../../../core/index.ts";
import { coverSinceLast, type Period } from "../../../platform/jobs/index.ts";
import { sendMail } from "../../../platform/mail/index.ts";
import * as texts from "../texts/index.ts";

/** Parcel events of a period, and the parcels that wait now. */
async function figures({ db, inTenant }: TenantContext, { from, to }: Period) {
  const [happened, waiting] = await Promise.all([
    db
      .select({ kind: parcelSteps.kind, parcels: count() })
      .from(parcelSteps)
      .where(inTenant(parcelSteps, gte(parcelSteps.createdAt, from), lt(parcelSteps.createdAt, to)))
      .groupBy(parcelSteps.kind),
    db
      .select({ parcels: count() })
      .from(parcels)
      .where(inTenant(parcels, eq(parcels.state, "packed"))),
  ]);
  const counted = (step: string) => happened.find(({ kind }) => kind === step)?.parcels ?? 0;
  return {
    created: counted("created"),
    dispatched: counted("dispatched"),
    delivered: counted("delivered"),
    failed: counted("failed"),
    packed: waiting.at(0)?.parcels ?? 0,
  };
}

/** The recipients of a digest: owners and admins. */
const readers = ({ inTenant }: TenantContext, ...conditions: SQL[]) =>
  inTenant(memberships, inArray(memberships.role, ["owner", "admin"]), ...conditions);

/** The digest for one person. Its period is part of the job, so that a retried mail has the same content. */
export const digestMail = defineTenantMail({
  name: "parcels.digest",
  limit: null,
  texts,
  input: z.object({ userId: z.uuid(), from: z.iso.datetime(), to: z.iso.datetime() }),
  async compose(ctx, { userId, from, to }) {
    const { db, settings, tenant } = ctx;
    const [person] = await db
      .select({ name: users.name, email: users.email })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(readers(ctx, eq(memberships.userId, userId)));
    if (!person) return { unsent: "The person is no longer an owner or admin." };
    const { name: organisation, timeZone } = tenant;
    const { packed, ...happened } = await figures(ctx, { from: new Date(from), to: new Date(to) });
    return {
      to: person.email,
      write({ t, moment }) {
        const [begin, end] = [moment(new Date(from)), moment(new Date(to))];
        return {
          subject: t("digest.subject", { organisation, begin }),
          name: person.name,
          lines: [t("digest.happened", { begin, end, timeZone, ...happened }), t("digest.packed", { packed })],
          action: { label: t("digest.action"), url: `${publicUrl(settings)}/t/${tenant.slug}` },
          footer: t("digest.footer", { organisation }),
        };
      },
    };
  },
});

const schedule = "parcels.dailyDigest";

/** Emails a digest since the last one to owners and admins. Idempotent: the period is recorded with the job. */
export const mailDigest = defineJob({
  name: "parcels.mailDigest",
  title: "Email the digest",
  readBy: "parcels.read",
  input: z.object({}),
  onGiveUp: { noDependents: "The next digest covers the missed period." },
  run: ({ id, transaction }) =>
    transaction(async (ctx) => {
      const period = await coverSinceLast(ctx, schedule, id);
      if (!period) return { mails: 0 };
      const [from, to] = [period.from.toISOString(), period.to.toISOString()];
      const people = await ctx.db.select({ userId: memberships.userId }).from(memberships).where(readers(ctx));
      for (const { userId } of people) await sendMail(ctx, digestMail, { userId, from, to });
      return { mails: people.length };
    }),
});

export const dailyDigest = defineSchedule({
  name: schedule,
  title: "Email a digest to owners and admins",
  cron: "0 7 * * 1-5",
  job: mailDigest,
  input: {},
});
