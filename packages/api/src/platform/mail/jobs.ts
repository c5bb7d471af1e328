import { mails } from "@waybill/db/mail";
import { users } from "@waybill/db/users";
import { isLanguage, type Language, languages } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { databaseTime, defineJob, type MailDefinition, PermanentJobError, type WorkContext } from "../../core/index.ts";
import { admitMailTo } from "./limits.ts";
import { type RenderedMail, renderMail } from "./render.ts";

/** The input of a mail job: the mail, its parameters, and the language of the person who caused it, if known. */
const queued = z.object({
  mail: z.string(),
  input: z.unknown(),
  // Earlier versions queued none, later ones may know more.
  language: z.enum(languages).nullish().catch(null),
});
type Queued = z.output<typeof queued>;

/** A mail to be sent, or the reason why it is not. */
type Prepared = { to: string; mail: RenderedMail } | { unsent: string };

/**
 * The language of a mail: that of the account with this email address, or that of the person who caused the mail, or
 * English.
 *
 * @param known the recipient's language, if the email address is not the one of their account.
 */
async function languageFor(
  { db }: WorkContext,
  { to, language: known }: { to: string; language?: string | null },
  ofCause: Language | null | undefined,
): Promise<Language> {
  const [account] = await db.select({ language: users.language }).from(users).where(eq(users.email, to));
  return [known, account?.language, ofCause].find(isLanguage) ?? languages[0];
}

/** Composes a mail and records recipient, kind and time. Only the outbox keeps the content: links are secrets. */
async function prepare(
  ctx: WorkContext,
  { id, headers }: { id: string; headers: Record<string, string> },
  { mail: name, input, language }: Queued,
): Promise<Prepared> {
  const { db, registry, settings } = ctx;
  const definition = registry.mails.get(name);
  if (!definition) throw new PermanentJobError(`The email type ${name} is no longer supported.`);
  const [row] = await db.select({ sentAt: mails.sentAt }).from(mails).where(eq(mails.id, id));
  if (row?.sentAt) return { unsent: "The email has already been sent." };
  const composed = await definition.compose(ctx, definition.input.parse(input));
  if ("unsent" in composed) return composed;
  const { to } = composed;
  // Counted once, regardless of retries.
  if (definition.limit && !row && !(await admitMailTo(ctx, definition.limit, to))) {
    const unsent = "Too many emails were sent to this email address in a short time.";
    await callUndelivered(ctx, { mail: name, input }, unsent);
    return { unsent };
  }
  const readers = await languageFor(ctx, composed, language);
  const mail = renderMail(composed.write(readers), readers);
  await db
    .insert(mails)
    .values({ id, to, template: name, headers, ...(settings.MAIL_OUTBOX ? mail : {}) })
    .onConflictDoNothing();
  return { to, mail };
}

/** Calls the mail's `undelivered`, which records the failure for the sender. */
async function callUndelivered(
  ctx: WorkContext,
  { mail: name, input }: Pick<Queued, "mail" | "input">,
  reason: string,
): Promise<void> {
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
  // A mail server's response contains the email address.
  readBy: "tenants.manageMembers",
  input: queued,
  // More than an hour and a half: enough for greylisting or a restart of the mail server.
  retry: { limit: 10, delaySeconds: 5 },
  timeoutSeconds: 60,
  onGiveUp: (ctx, { input, reason }) => callUndelivered(ctx, input, reason),
  async run({ id, input, requestId, tenant, clients, transaction, globalTransaction, addLogLine }) {
    const headers = { "X-Request-Id": requestId };
    const prepared = tenant
      ? await transaction((ctx) => prepare(ctx, { id, headers }, input))
      : await globalTransaction((ctx) => prepare(ctx, { id, headers }, input));
    if ("unsent" in prepared) {
      await addLogLine(`The email was not sent. ${prepared.unsent}`);
      return { mail: input.mail, sent: false };
    }
    const { to, mail } = prepared;
    await clients.mailer.send(id, to, mail, headers);
    await globalTransaction(({ db }) => db.update(mails).set({ sentAt: databaseTime }).where(eq(mails.id, id)));
    return { mail: input.mail, sent: true };
  },
});

/**
 * Queues a mail; it is composed and sent after the commit, in the language that the recipient then has.
 *
 * @param input identifies the recipient and the subject; see {@link MailDefinition}.
 */
export async function sendMail<Input>(
  { jobs, registry, user, language }: WorkContext,
  mail: MailDefinition<Input>,
  input: NoInfer<Input>,
): Promise<void> {
  if (!registry.mails.has(mail.name)) throw new Error(`No module declares the mail ${mail.name}.`);
  const ofCause = isLanguage(user?.language) ? user.language : language;
  await jobs.enqueue(deliverMail, { mail: mail.name, input, language: ofCause });
}
