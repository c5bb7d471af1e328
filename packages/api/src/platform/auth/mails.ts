import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db/users";
import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { type ComposedMail, defineMail, type MailWriter, type WorkContext } from "../../core/index.ts";
import {
  lifetimeOf,
  linkToMail,
  nameForUnknownReader,
  noValidLink,
  removeLink,
  type ValidLink,
} from "../mail/index.ts";
import { resetPasswordLink, signInLink, signUpLink } from "./links.ts";
import type { en } from "./texts/en.ts";
import * as texts from "./texts/index.ts";

// Whether an email address has an account is checked here, in the worker, so that requests do the same work
// for every one.

const input = z.object({ linkId: z.uuid() });

/** The owner of a confirmed email address; otherwise undefined. */
async function owner({ db }: WorkContext, email: string): Promise<{ name: string } | undefined> {
  const [user] = await db
    .select({ name: users.name })
    .from(users)
    .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
  return user;
}

/** For a sign-up with an existing email address. */
async function accountExists(
  ctx: WorkContext,
  { id, email }: ValidLink<unknown>,
  name: string,
): Promise<ComposedMail<MailWriter<typeof en>>> {
  await removeLink(ctx, id);
  return {
    to: email,
    write: ({ t }) => ({
      subject: t("accountExists.subject"),
      name,
      lines: [t("accountExists.line"), t("accountExists.forgotten")],
      action: { label: t("accountExists.action"), url: `${publicUrl(ctx.settings)}/forgot-password` },
    }),
  };
}

/** The link that creates an account, or a notice that one exists. */
export const signUpMail = defineMail({
  name: "auth.signUp",
  input,
  texts,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, signUpLink, linkId);
    if (!link) return noValidLink;
    const existing = await owner(ctx, link.email);
    if (existing) return accountExists(ctx, link, existing.name);
    return {
      to: link.email,
      write: ({ t }) => ({
        subject: t("signUp.subject"),
        name: nameForUnknownReader(link.data.name),
        lines: [t("signUp.line", lifetimeOf(signUpLink))],
        action: { label: t("signUp.action"), url: link.url },
      }),
    };
  },
});

/** The link for a new password if the email address has an account. */
export const resetPasswordMail = defineMail({
  name: "auth.resetPassword",
  input,
  texts,
  limit: "access",
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, resetPasswordLink, linkId);
    if (!link) return noValidLink;
    const user = await owner(ctx, link.email);
    if (!user) return withoutAccount(ctx, linkId);
    return {
      to: link.email,
      write: ({ t }) => ({
        subject: t("resetPassword.subject"),
        name: user.name,
        lines: [t("resetPassword.line", lifetimeOf(resetPasswordLink))],
        action: { label: t("resetPassword.action"), url: link.url },
      }),
    };
  },
});

/** The sign-in link if the email address has an account. */
export const signInMail = defineMail({
  name: "auth.signIn",
  input,
  texts,
  limit: "access",
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, signInLink, linkId);
    if (!link) return noValidLink;
    const user = await owner(ctx, link.email);
    if (!user) return withoutAccount(ctx, linkId);
    return {
      to: link.email,
      write: ({ t }) => ({
        subject: t("signIn.subject"),
        name: user.name,
        lines: [t("signIn.line", lifetimeOf(signInLink))],
        action: { label: t("signIn.action"), url: link.url },
      }),
    };
  },
});

async function withoutAccount(ctx: WorkContext, linkId: string): Promise<{ unsent: string }> {
  await removeLink(ctx, linkId);
  return { unsent: "No account has this email address." };
}
