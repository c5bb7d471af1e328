import { publicUrl } from "@waybill/config";
import { recordForInstallation, type User, type WorkContext } from "../../core/index.ts";
import { renderMail, sendMail } from "../mail/index.ts";

/** One kind of thing that happens to an account and that its person has to know of. */
interface Notice {
  /** A sentence without its subject, for the list of what happened. */
  says: (detail: string) => string;
  subject: string;
  /** The mail's first sentence. */
  line: (detail: string) => string;
}

const notices = {
  totpAdded: {
    says: () => "set up an authenticator app",
    subject: "An authenticator app was set up",
    line: () => "an authenticator app was set up for your account. From now on signing in asks for a second factor.",
  },
  totpRemoved: {
    says: () => "removed the authenticator app",
    subject: "Your authenticator app was removed",
    line: () => "the authenticator app was removed from your account.",
  },
  passkeyAdded: {
    says: (name) => `added the passkey ${name}`,
    subject: "A passkey was added",
    line: (name) => `the passkey “${name}” was added to your account. Whoever has it can sign in.`,
  },
  passkeyRemoved: {
    says: (name) => `removed the passkey ${name}`,
    subject: "A passkey was removed",
    line: (name) => `the passkey “${name}” was removed from your account.`,
  },
  recoveryCodesRenewed: {
    says: () => "made new recovery codes",
    subject: "New recovery codes were made",
    line: () => "new recovery codes were made for your account. The earlier ones are worth nothing now.",
  },
  recoveryCodeUsed: {
    says: (left) => `used a recovery code; ${left} are left`,
    subject: "A recovery code was used",
    line: (left) => `somebody signed in to your account with a recovery code. ${left} are left.`,
  },
  secondFactorReset: {
    says: () => "had the second factor reset by an operator",
    subject: "Your second factor was removed",
    line: () => "an operator has removed the second factor of your account. Set up a new one when you sign in next.",
  },
} satisfies Record<string, Notice>;

/** What can happen to an account. */
export type NoticeName = keyof typeof notices;

/**
 * Notes that something happened to a person's account, and mails it to them: one does not go without the other.
 *
 * @param detail what the notice speaks of: a passkey's name, a number.
 */
export async function tellPerson(
  ctx: WorkContext,
  person: Pick<User, "id" | "name" | "email">,
  name: NoticeName,
  detail: string | number = "",
): Promise<void> {
  const notice: Notice = notices[name];
  await recordForInstallation(ctx, {
    action: `account.${name}`,
    summary: notice.says(String(detail)),
    subjectUserId: person.id,
  });
  const from = ctx.actor.ip ? ` from ${ctx.actor.ip}` : "";
  const mail = renderMail({
    template: `account.${name}`,
    subject: notice.subject,
    greeting: `Hello ${person.name},`,
    lines: [notice.line(String(detail)), `This was done on ${momentOf(ctx.clock.now())}${from}.`],
    action: { label: "Look at your account", url: `${publicUrl(ctx.settings)}/account/security` },
    footer: "If this was not you, set a new password at once, and sign out everywhere.",
  });
  await sendMail(ctx.jobs, person.email, mail);
}

const momentOf = (date: Date): string =>
  `${new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(date)} UTC`;
