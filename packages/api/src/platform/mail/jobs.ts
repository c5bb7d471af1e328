import { mails } from "@waybill/db/mail";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { databaseTime, defineJob, JobRefused, type MailDefinition, type WorkContext } from "../../core/index.ts";
import { addressAdmits } from "./limits.ts";
import { type RenderedMail, renderMail } from "./render.ts";

/** What is queued of a mail: which one, and what finds its recipient and its subject. */
const queued = z.object({ mail: z.string(), input: z.unknown() });
type Queued = z.output<typeof queued>;

/** A mail that is to be sent now, or why it is not. */
type Prepared = { to: string; mail: RenderedMail } | { unsent: string };

/**
 * Composes a mail, and notes who gets which one and when. What it says is kept for the outbox alone: its links are
 * secrets.
 */
async function prepare(
  ctx: WorkContext,
  { id, headers }: { id: string; headers: Record<string, string> },
  { mail: name, input }: Queued,
): Promise<Prepared> {
  const { db, registry, settings } = ctx;
  const definition = registry.mails.get(name);
  if (!definition) throw new JobRefused(`The mail type ${name} is no longer supported.`);
  const [noted] = await db.select({ sentAt: mails.sentAt }).from(mails).where(eq(mails.id, id));
  if (noted?.sentAt) return { unsent: "It has already been sent." };
  const composed = await definition.compose(ctx, definition.input.parse(input));
  if ("unsent" in composed) return composed;
  const { to, ...content } = composed;
  // Counted once, however often it is tried.
  if (definition.budget && !noted && !(await addressAdmits(ctx, definition.budget, to))) {
    const unsent = "Too many mails were sent to this address in a short time.";
    await tellUndelivered(ctx, { mail: name, input }, unsent);
    return { unsent };
  }
  const mail = renderMail(content);
  await db
    .insert(mails)
    .values({ id, to, template: name, headers, ...(settings.MAIL_OUTBOX ? mail : {}) })
    .onConflictDoNothing();
  return { to, mail };
}

/** Tells who caused a mail that it does not arrive. */
async function tellUndelivered(ctx: WorkContext, { mail: name, input }: Queued, reason: string): Promise<void> {
  const definition = ctx.registry.mails.get(name);
  await definition?.undelivered?.(ctx, definition.input.parse(input), reason);
}

/**
 * Delivers one mail: composes it in a short transaction, and sends it outside of that. Run twice, it finds the mail
 * sent and does nothing; the message id is the job's. One that fails between the sending and the note is sent a second
 * time, with the same link.
 */
export const deliverMail = defineJob({
  name: "mail.deliver",
  title: "Send an email",
  // What a mail server answers names the address.
  readBy: "tenants.manageMembers",
  input: queued,
  // Over an hour and a half: greylisting, and a mail server that somebody has to restart, take less.
  retry: { limit: 10, delaySeconds: 5 },
  timeoutSeconds: 60,
  onGiveUp: (ctx, { input, reason }) => tellUndelivered(ctx, input, reason),
  async handler({ id, input, requestId, tenant, clients, transaction, globalTransaction, say }) {
    const headers = { "X-Request-Id": requestId };
    const prepared = tenant
      ? await transaction((ctx) => prepare(ctx, { id, headers }, input))
      : await globalTransaction((ctx) => prepare(ctx, { id, headers }, input));
    if ("unsent" in prepared) {
      await say(`The mail was not sent. ${prepared.unsent}`);
      return { mail: input.mail, sent: false };
    }
    const { to, mail } = prepared;
    await clients.mailer.send(id, to, mail, headers);
    await globalTransaction(({ db }) => db.update(mails).set({ sentAt: databaseTime }).where(eq(mails.id, id)));
    return { mail: input.mail, sent: true };
  },
});

/**
 * Queues a mail; it is composed and sent once the transaction is committed.
 *
 * @param input finds the recipient and the subject; see {@link MailDefinition}.
 */
export async function sendMail<Input>(
  { jobs, registry }: WorkContext,
  mail: MailDefinition<Input>,
  input: NoInfer<Input>,
): Promise<void> {
  if (!registry.mails.has(mail.name)) throw new Error(`No module declares the mail ${mail.name}.`);
  await jobs.enqueue(deliverMail, { mail: mail.name, input });
}
