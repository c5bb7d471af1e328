import { mails } from "@waybill/db/mail";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { databaseTime, defineJob, JobRefused, type MailDefinition, type WorkContext } from "../../core/index.ts";
import { addressAdmits } from "./limits.ts";
import { type RenderedMail, renderMail } from "./render.ts";

/** The input of a mail job: the mail and its parameters. */
const queued = z.object({ mail: z.string(), input: z.unknown() });
type Queued = z.output<typeof queued>;

/** A mail to be sent, or the reason why it is not. */
type Prepared = { to: string; mail: RenderedMail } | { unsent: string };

/** Composes a mail and records recipient, kind and time. Only the outbox keeps the content: links are secrets. */
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
  // Counted once, regardless of retries.
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

/** Tells the sender that a mail was not delivered. */
async function tellUndelivered(ctx: WorkContext, { mail: name, input }: Queued, reason: string): Promise<void> {
  const definition = ctx.registry.mails.get(name);
  await definition?.undelivered?.(ctx, definition.input.parse(input), reason);
}

/**
 * Delivers a mail: composes it in a short transaction and sends it outside. Idempotent by the message id, which is the
 * job's id. A failure between sending and recording sends it a second time, with the same link.
 */
export const deliverMail = defineJob({
  name: "mail.deliver",
  title: "Send an email",
  // A mail server's response contains the address.
  readBy: "tenants.manageMembers",
  input: queued,
  // More than an hour and a half: enough for greylisting or a restart of the mail server.
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
 * Queues a mail; it is composed and sent after the commit.
 *
 * @param input identifies the recipient and the subject; see {@link MailDefinition}.
 */
export async function sendMail<Input>(
  { jobs, registry }: WorkContext,
  mail: MailDefinition<Input>,
  input: NoInfer<Input>,
): Promise<void> {
  if (!registry.mails.has(mail.name)) throw new Error(`No module declares the mail ${mail.name}.`);
  await jobs.enqueue(deliverMail, { mail: mail.name, input });
}
