import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { defineMail, recordForInstallation, type User, type WorkContext } from "../../core/index.ts";
import { sendMail } from "../mail/index.ts";
import * as texts from "./texts/index.ts";

/** The notices of an account, each with its entry of the account activity. */
const notices = {
  passwordChanged: { summary: () => "changed the password" },
  emailRestored: { summary: (email) => `recovered the account with the email address ${email}` },
  totpAdded: { summary: () => "set up an authenticator app" },
  totpRemoved: { summary: () => "removed the authenticator app" },
  passkeyAdded: { summary: (name) => `added the passkey ${name}` },
  passkeyRemoved: { summary: (name) => `removed the passkey ${name}` },
  recoveryCodesRenewed: { summary: () => "created new recovery codes" },
  recoveryCodeUsed: { summary: (left) => `used a recovery code (codes left: ${left})` },
  sessionsEnded: { summary: () => "ended all sessions" },
  secondFactorReset: { summary: () => "removed the second factor" },
} satisfies Record<string, { summary: (detail: string) => string }>;

/** The name of a notice. */
export type NoticeName = keyof typeof notices;

const noticeNames = Object.keys(notices) as [NoticeName, ...NoticeName[]]; // keys forgets which

/** The notice to the person. */
export const noticeMail = defineMail({
  name: "security.notice",
  limit: null,
  texts,
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
    return {
      to: user.email,
      write({ t, moment }) {
        const when = moment(new Date(at));
        return {
          subject: t(`${name}.subject`),
          name: user.name,
          lines: [t(`${name}.line`, { detail }), ip ? t("whenAndWhere", { at: when, ip }) : t("when", { at: when })],
          action: { label: t("action"), url: `${publicUrl(settings)}/account/security` },
          footer: t("footer"),
        };
      },
    };
  },
});

/**
 * Records a notice of an account and mails it to the person, in one transaction.
 *
 * @param detail a parameter of the notice: a passkey's name, a number.
 */
export async function notifyPerson(
  ctx: WorkContext,
  { id: userId }: Pick<User, "id">,
  notice: NoticeName,
  detail: string | number = "",
): Promise<void> {
  const summary = notices[notice].summary(String(detail));
  await recordForInstallation(ctx, { action: `account.${notice}`, summary, subjectUserId: userId });
  const at = ctx.clock.now().toISOString();
  await sendMail(ctx, noticeMail, { userId, notice, detail: String(detail), at, ip: ctx.actor.ip });
}
