import { z } from "zod";
import { email, name } from "./common.ts";

/** A new password: 10 characters or more; length protects better than rules about symbols (NIST SP 800-63B). */
export const newPassword = z.string().min(10).max(200);

export const signUp = z.object({ name: name(), email, password: newPassword });

export const signIn = z.object({ email, password: z.string().min(1).max(200) });

/** The first factor of a sign-in. A passkey is both factors: what one has, and what one knows or is. */
export const signInMethods = ["password", "provider", "link", "passkey"] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A token out of a mail. */
export const mailToken = z.string().min(20).max(200);

export const verifyEmail = z.object({ token: mailToken });

export const requestPasswordReset = z.object({ email });

export const resetPassword = z.object({ token: mailToken, password: newPassword });
