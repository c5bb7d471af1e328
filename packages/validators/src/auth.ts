import { z } from "zod";
import { email, name } from "./common.ts";

/**
 * A password as it is compared: the same text typed on another keyboard or system is the same password (Unicode NFKC).
 * The longest is 600 bytes.
 */
export const password = () =>
  z
    .string()
    .normalize("NFKC")
    .refine((text) => text.isWellFormed(), "Use letters, digits and signs.");

/** A new password: 10 characters or more; length protects better than rules about symbols (NIST SP 800-63B). */
export const newPassword = password().min(10).max(200);

/** A path of this site to go on with, as the page was given it. Who goes there makes sure that it is one. */
const next = z.string().max(1000).nullish();

export const signUp = z.object({ name: name(), email, next });

export const signIn = z.object({ email, password: password().min(1).max(200) });

/** The first factor of a sign-in. A passkey is both factors: what one has, and what one knows or is. */
export const signInMethods = ["password", "provider", "link", "passkey"] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A token out of a mail. */
export const mailToken = z.string().min(20).max(200);

/** Asks what a mailed link is about. */
export const pendingLink = z.object({ token: mailToken });

export const verifyEmail = z.object({ token: mailToken, name: name(), password: newPassword });

export const requestPasswordReset = z.object({ email });

export const resetPassword = z.object({ token: mailToken, password: newPassword });

export const requestSignInLink = z.object({ email, next });

export const signInByLink = z.object({ token: mailToken });
