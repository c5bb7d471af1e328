import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { defineMail, recordForInstallation, type User, type WorkContext } from "../../core/index.ts";
import { sendMail } from "../mail/index.ts";

/** A kind of account event. */
interface Notice {
  /** A sentence without its subject, for the account history. */
  says: (detail: string) => string;
  subject: string;
  /** The first sentence of the mail. */
  line: (detail: string) => string;
}

const notices = {
  passwordChanged: {
    says: () => "changed the password",
    subject: "Your password was changed",
    line: () => "The password of your account was changed.",
  },
  emailRestored: {
    says: (email) => `restored the account to the address ${email}`,
    subject: "Your account has been restored",
    line: () =>
      "Your account uses this address again. All sessions were ended. The password and recently added sign-in methods (passkeys, authenticator app, linked accounts) were removed.",
  },
  totpAdded: {
    says: () => "set up an authenticator app",
    subject: "An authenticator app was set up",
    line: () => "An authenticator app was set up for your account. Signing in now requires a second factor.",
  },
  totpRemoved: {
    says: () => "removed the authenticator app",
    subject: "Your authenticator app was removed",
    line: () => "The authenticator app was removed from your account.",
  },
  passkeyAdded: {
    says: (name) => `added the passkey ${name}`,
    subject: "A passkey was added",
    line: (name) => `The passkey “${name}” was added to your account. Anyone who has it can sign in.`,
  },
  passkeyRemoved: {
    says: (name) => `removed the passkey ${name}`,
    subject: "A passkey was removed",
    line: (name) => `The passkey “${name}” was removed from your account.`,
  },
  recoveryCodesRenewed: {
    says: () => "created new recovery codes",
    subject: "New recovery codes were created",
    line: () => "New recovery codes were created for your account. The previous ones no longer work.",
  },
  recoveryCodeUsed: {
    says: (left) => `used a recovery code (codes left: ${left})`,
    subject: "A recovery code was used",
    line: (left) => `A recovery code was used to sign in to your account. Codes left: ${left}.`,
  },
  sessionsEnded: {
    says: () => "was signed out everywhere by an operator",
    subject: "You were signed out everywhere",
    line: () => "An operator has ended all sessions of your account. You can sign in again as usual.",
  },
  secondFactorReset: {
    says: () => "had the second factor reset by an operator",
    subject: "Your second factor was removed",
    line: () =>
      "An operator has removed the second factor of your account. Set up a new one the next time you sign in.",
  },
} satisfies Record<string, Notice>;

/** The account events. */
export type NoticeName = keyof typeof notices;

const noticeNames = Object.keys(notices) as [NoticeName, ...NoticeName[]]; // keys forgets which

/** The notice to the person. */
export const noticeMail = defineMail({
  name: "security.notice",
  budget: null,
  input: z.object({
    userId: z.uuid(),
    notice: z.enum(noticeNames),
    detail: z.string(),
    at: z.iso.datetime(),
    ip: z.string().nullable(),
  }),
  async compose({ db, settings }, { userId, notice: name, detail, at, ip }) {
    const [user] = await db.select({ name: users.name, email: users.email }).from(users).where(eq(users.id, userId));
    if (!user) return { unsent: "The account no longer exists." };
    const notice: Notice = notices[name];
    return {
      to: user.email,
      subject: notice.subject,
      greeting: `Hello ${user.name},`,
      lines: [notice.line(detail), ip ? `Time: ${momentOf(at)}. IP address: ${ip}.` : `Time: ${momentOf(at)}.`],
      action: { label: "Review your account", url: `${publicUrl(settings)}/account/security` },
      footer: "If you did not do this, set a new password immediately and sign out everywhere.",
    };
  },
});

const format = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const momentOf = (at: string): string => `${format.format(new Date(at))} UTC`;

/**
 * Records an account event and mails it to the person, in one transaction.
 *
 * @param detail a parameter of the notice: a passkey's name, a number.
 */
export async function tellPerson(
  ctx: WorkContext,
  { id: userId }: Pick<User, "id">,
  notice: NoticeName,
  detail: string | number = "",
): Promise<void> {
  const summary = notices[notice].says(String(detail));
  await recordForInstallation(ctx, { action: `account.${notice}`, summary, subjectUserId: userId });
  const at = ctx.clock.now().toISOString();
  await sendMail(ctx, noticeMail, { userId, notice, detail: String(detail), at, ip: ctx.actor.ip });
}
