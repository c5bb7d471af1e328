import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { defineMail, type WorkContext } from "../../core/index.ts";
import { dropLink, linkIsGone, linkToMail, unexpected } from "../mail/index.ts";
import { resetPasswordLink, verifyEmailLink } from "./links.ts";

const linkInput = z.object({ linkId: z.uuid() });

/** Whose address it is; undefined where nobody has it. */
async function owner({ db }: WorkContext, email: string): Promise<{ name: string } | undefined> {
  const [user] = await db.select({ name: users.name }).from(users).where(eq(users.email, email));
  return user;
}

export const verifyEmailMail = defineMail({
  name: "auth.verifyEmail",
  input: linkInput,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, verifyEmailLink, linkId);
    const user = link && (await owner(ctx, link.email));
    if (!user) return linkIsGone;
    return {
      to: link.email,
      subject: "Confirm your email address",
      greeting: `Hello ${user.name},`,
      lines: ["confirm this address to start using Waybill. The link works for 24 hours."],
      action: { label: "Confirm address", url: link.url },
      footer: unexpected,
    };
  },
});

export const accountExistsMail = defineMail({
  name: "auth.accountExists",
  input: z.object({ userId: z.uuid() }),
  async compose({ db, settings }, { userId }) {
    const [user] = await db.select({ name: users.name, email: users.email }).from(users).where(eq(users.id, userId));
    if (!user) return { unsent: "The account is gone." };
    return {
      to: user.email,
      subject: "You already have an account",
      greeting: `Hello ${user.name},`,
      lines: [
        "somebody, probably you, tried to sign up with this address. You already have an account, so nothing was changed.",
        "If you forgot your password, set a new one.",
      ],
      action: { label: "Set a new password", url: `${publicUrl(settings)}/forgot-password` },
      footer: unexpected,
    };
  },
});

/**
 * The link for a new password. Whether the address has an account is found out here, so that the request takes the same
 * time for every address.
 */
export const resetPasswordMail = defineMail({
  name: "auth.resetPassword",
  input: linkInput,
  async compose(ctx, { linkId }) {
    const link = await linkToMail(ctx, resetPasswordLink, linkId);
    if (!link) return linkIsGone;
    const user = await owner(ctx, link.email);
    if (!user) {
      await dropLink(ctx, linkId);
      return { unsent: "Nobody has this address." };
    }
    return {
      to: link.email,
      subject: "Set a new password",
      greeting: `Hello ${user.name},`,
      lines: ["with this link you set a new password. It works once, for one hour."],
      action: { label: "Set a new password", url: link.url },
      footer: unexpected,
    };
  },
});
