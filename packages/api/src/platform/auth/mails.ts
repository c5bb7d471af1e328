import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db/users";
import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { type ComposedMail, defineMail, type WorkContext } from "../../core/index.ts";
import { dropLink, type LiveLink, linkIsGone, linkToMail, nameForStrangers, unexpected } from "../mail/index.ts";
import { resetPasswordLink, signInLink, signUpLink } from "./links.ts";

// Whether an address has an account is checked here, in the worker, so that requests do the same work for every
// address.

const input = z.object({ linkId: z.uuid() });

/** The owner of a confirmed address; otherwise undefined. */
async function owner({ db }: WorkContext, email: string): Promise<{ name: string } | undefined> {
  const [user] = await db
    .select({ name: users.name })
    .from(users)
    .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
  return user;
}

/** For a sign-up with an existing address. */
async function accountExists(ctx: WorkContext, { id, email }: LiveLink<unknown>, name: string): Promise<ComposedMail> {
  await dropLink(ctx, id);
  return {
    to: email,
    subject: "You already have an account",
    greeting: `Hello ${name},`,
    lines: [
      "Someone, probably you, tried to sign up with this address. You already have an account, so nothing has changed.",
      "If you have forgotten your password, set a new one.",
    ],
    action: { label: "Set a new password", url: `${publicUrl(ctx.settings)}/forgot-password` },
    footer: unexpected,
  };
}

/** The link that creates an account, or a notice that one exists. */
export const signUpMail = defineMail({
  name: "auth.signUp",
  input,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, signUpLink, linkId);
    if (!link) return linkIsGone;
    const existing = await owner(ctx, link.email);
    if (existing) return accountExists(ctx, link, existing.name);
    const name = nameForStrangers(link.data.name);
    return {
      to: link.email,
      subject: "Confirm your email address",
      greeting: name ? `Hello ${name},` : "Hello,",
      lines: [
        "Confirm this address and choose a password to start using Waybill. The link works once and expires after 24 hours.",
      ],
      action: { label: "Confirm address", url: link.url },
      footer: unexpected,
    };
  },
});

/** The link for a new password if the address has an account. */
export const resetPasswordMail = defineMail({
  name: "auth.resetPassword",
  input,
  budget: "access",
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, resetPasswordLink, linkId);
    if (!link) return linkIsGone;
    const user = await owner(ctx, link.email);
    if (!user) return nobody(ctx, linkId);
    return {
      to: link.email,
      subject: "Set a new password",
      greeting: `Hello ${user.name},`,
      lines: ["Use this link to set a new password. It works once and expires after one hour."],
      action: { label: "Set a new password", url: link.url },
      footer: unexpected,
    };
  },
});

/** The sign-in link if the address has an account. */
export const signInMail = defineMail({
  name: "auth.signIn",
  input,
  budget: "access",
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, signInLink, linkId);
    if (!link) return linkIsGone;
    const user = await owner(ctx, link.email);
    if (!user) return nobody(ctx, linkId);
    return {
      to: link.email,
      subject: "Your sign-in link",
      greeting: `Hello ${user.name},`,
      lines: [
        "Use this link to sign in without a password. It works once and expires after 30 minutes. Do not share it.",
      ],
      action: { label: "Sign in", url: link.url },
      footer: unexpected,
    };
  },
});

async function nobody(ctx: WorkContext, linkId: string): Promise<ComposedMail> {
  await dropLink(ctx, linkId);
  return { unsent: "No account has this address." };
}
