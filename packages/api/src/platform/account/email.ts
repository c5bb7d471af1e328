import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { z } from "zod";
import {
  asUser,
  type ConstraintTable,
  defineMail,
  recordForInstallation,
  refuse,
  type User,
  type UserContext,
  type WorkContext,
} from "../../core/index.ts";
import { changeEmailLink, endSignIns, removeProvidersSince, resetPasswordLink } from "../auth/index.ts";
import { removeFactorsSince } from "../factors/index.ts";
import {
  countMailOf,
  defineLink,
  lifetimeOf,
  linkToMail,
  newestLinkOf,
  newLink,
  noValidLink,
  redeemLink,
  removeLinksOf,
  removeLinksTo,
  sendMail,
} from "../mail/index.ts";
import { notifyPerson } from "../security-notices/index.ts";
import { setEmailAddress, userColumns } from "../users/index.ts";
import * as texts from "./texts/index.ts";

const linkInput = z.object({ linkId: z.uuid() });

/** Restores an account to its previous email address; mailed to it. */
const undoEmailLink = defineLink({
  purpose: "undo_email",
  page: "/undo-email",
  lifetimeSeconds: 7 * 24 * 3600,
  data: z.object({ to: z.string() }),
});

async function personWith({ db }: WorkContext, email: string): Promise<{ id: string; name: string } | undefined> {
  const [user] = await db.select({ id: users.id, name: users.name }).from(users).where(eq(users.email, email));
  return user;
}

async function languageOf({ db }: WorkContext, userId: string | null): Promise<string | null> {
  const rows = userId ? await db.select({ language: users.language }).from(users).where(eq(users.id, userId)) : [];
  return rows.at(0)?.language ?? null;
}

/**
 * Asks for confirmation at the new email address. Whether it belongs to an account is checked here, so that the form
 * does not reveal it.
 */
export const changeEmailMail = defineMail({
  name: "account.changeEmail",
  input: linkInput,
  texts,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, changeEmailLink, linkId);
    if (!link) return noValidLink;
    if (await personWith(ctx, link.email)) return { unsent: "This email address already belongs to an account." };
    return {
      to: link.email,
      write: ({ t }) => ({
        subject: t("changeEmail.subject"),
        name: null,
        lines: [t("changeEmail.line", lifetimeOf(changeEmailLink))],
        action: { label: t("changeEmail.action"), url: link.url },
      }),
    };
  },
});

/** Notifies the previous email address, with a link to undo the change. */
export const emailChangedMail = defineMail({
  name: "account.emailChanged",
  limit: null,
  input: linkInput,
  texts,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, undoEmailLink, linkId);
    if (!link) return noValidLink;
    return {
      to: link.email,
      // The email address is no longer that of the account.
      language: await languageOf(ctx, link.userId),
      write: ({ t }) => ({
        subject: t("emailChanged.subject"),
        name: null,
        lines: [t("emailChanged.changed", { email: link.data.to }), t("emailChanged.undo")],
        action: { label: t("emailChanged.action"), url: link.url },
        footer: t("emailChanged.footer", lifetimeOf(undoEmailLink)),
      }),
    };
  },
});

const taken = {
  path: ["token"],
  code: "taken",
  message: "Someone else now has an account with this email address.",
} as const;

/** A concurrent change of the same email address gets the same refusal as the check before. */
export const emailConstraints: ConstraintTable = { users_email_key: taken };

/** Starts a change of the own email address; it takes effect with the confirmation. */
export async function startEmailChange(ctx: UserContext, email: string): Promise<void> {
  const { user } = ctx;
  if (email === user.email)
    refuse({ path: ["email"], code: "invalid", message: "This is already your email address." });
  await countMailOf(ctx, { userId: user.id }, ["email"]);
  await removeLinksOf(ctx, changeEmailLink, user.id);
  const linkId = await newLink(ctx, changeEmailLink, { email, userId: user.id, data: { from: user.email } });
  await sendMail(ctx, changeEmailMail, { linkId });
  const summary = `requested to change the email address to ${email}`;
  await recordForInstallation(ctx, { action: "account.emailChangeAsked", summary, subjectUserId: user.id });
}

/** The unconfirmed new email address, or null. */
export async function pendingEmail(ctx: UserContext): Promise<string | null> {
  return (await newestLinkOf(ctx, changeEmailLink, ctx.user.id))?.email ?? null;
}

/** Discards a pending change of email address. */
export function cancelEmailChange(ctx: UserContext): Promise<void> {
  return removeLinksOf(ctx, changeEmailLink, ctx.user.id);
}

/** Locks an account with its keys, which include the email address. @throws invalid at `token` if it no longer exists */
async function lock({ db }: WorkContext, userId: string | null): Promise<User> {
  const [row] = userId ? await db.select(userColumns).from(users).where(eq(users.id, userId)).for("update") : [];
  if (!row) refuse({ path: ["token"], code: "invalid", message: "This account no longer exists." });
  return asUser(row);
}

/**
 * Changes an email address by the link mailed to the new one. The previous email address is notified and can undo the
 * change.
 *
 * @throws invalid or taken at `token` if the email address has changed since the request, or now belongs to another
 *   account
 */
export async function confirmEmailChange(ctx: WorkContext, token: string): Promise<{ email: string }> {
  const { email, userId, data } = await redeemLink(ctx, changeEmailLink, token);
  const user = await lock(ctx, userId);
  if (user.email !== data.from) {
    refuse({
      path: ["token"],
      code: "invalid",
      message: "Your email address has changed since this link was sent. Request a new link.",
    });
  }
  if (await personWith(ctx, email)) refuse(taken);
  await setEmailAddress(ctx, user.id, email, { password: true });
  await removeLinksOf(ctx, changeEmailLink, user.id);
  await removeLinksTo(ctx, resetPasswordLink, user.email);
  const linkId = await newLink(ctx, undoEmailLink, { email: user.email, userId: user.id, data: { to: email } });
  await sendMail(ctx, emailChangedMail, { linkId });
  const summary = `changed the email address from ${user.email} to ${email}`;
  await recordForInstallation({ ...ctx, user }, { action: "account.emailChanged", summary, subjectUserId: user.id });
  return { email };
}

/** The maximum time between request and change, in milliseconds: the lifetime of the confirmation link. */
const askedBeforeMs = changeEmailLink.lifetimeSeconds * 1000;

/**
 * Restores an account to the email address before a change, whatever it was changed to since. The person who changed it
 * loses all sessions, the password, and all sign-in methods added since the request: second factors, passkeys and
 * provider accounts.
 *
 * @throws invalid or taken at `token`
 */
export async function undoEmailChange(ctx: WorkContext, token: string): Promise<{ email: string }> {
  const { email, userId, createdAt } = await redeemLink(ctx, undoEmailLink, token);
  const user = await lock(ctx, userId);
  const holder = await personWith(ctx, email);
  if (holder && holder.id !== user.id) refuse(taken);
  await setEmailAddress(ctx, user.id, email, { password: false });
  const since = new Date(createdAt.getTime() - askedBeforeMs);
  await removeFactorsSince(ctx, user.id, since);
  await removeProvidersSince(ctx, user.id, since);
  await endSignIns(ctx, user.id);
  await removeLinksOf(ctx, changeEmailLink, user.id);
  await removeLinksTo(ctx, resetPasswordLink, user.email);
  await notifyPerson({ ...ctx, user }, user, "emailRestored", email);
  return { email };
}
